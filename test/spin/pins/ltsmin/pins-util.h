// All of it is in one header here.
#include "pins.h"
