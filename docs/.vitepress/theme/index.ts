// The look of the site, and the components that its pages use.
import { defineAsyncComponent } from 'vue'
import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import ChartView from './components/ChartView.vue'
import StoryPlayer from './components/StoryPlayer.vue'
import Term from './components/Term.vue'
import './style.css'
import './chart.css'
import './story.css'
import './sim.css'
import './product.css'
import './plots.css'

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('ChartView', ChartView)
    app.component('StoryPlayer', StoryPlayer)
    app.component('Term', Term)
    // The machines and the checker are fetched by this page only.
    app.component(
      'YourProduct',
      defineAsyncComponent(() => import('./components/YourProduct.vue')),
    )
    app.component(
      'SimulatorLoader',
      defineAsyncComponent(() => import('./components/SimulatorLoader.vue')),
    )
  },
} satisfies Theme
