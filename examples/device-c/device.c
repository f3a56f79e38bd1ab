/* An imp device as others see it, at the protocol of impspec test: cc -o device device.c && impspec test --role device -- ./device
 *
 * Implements the role in the baseline configuration: BlinkUp restarts the device, SUSPEND_ON_ERROR, no fast boot, no grace,
 * and a cold boot that connects late is upgraded outright. Faulty variants are chosen by name: ./device FAULT. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum power { OFF, ON, ASLEEP, SNOOZING };
enum net { UNCONFIGURED, OFFLINE, JOINING, ADDRESSING, RESOLVING, DIALLING, AUTHENTICATING, REFUSED,
           ENROLLING, CHECKING_OS, OPENING, CHECKING_CODE, FETCHING_CODE, ONLINE, FETCHING_OS, INSTALLING };
enum vm { ABSENT, WAITING, HELD, RUNNING };
enum blinkup { STANDING, OPEN, CLOSED, ENABLED, DISABLED };
enum boot { SETTLED, CHECKED, WARM, SNOOZED };
enum network { NONE, FACTORY, RIGHT, WRONG };
enum timer { SQUIRREL, CONNECT, WINDOW, SLEEP, TIMERS };
enum told { CONFIRMED, RESUMED, OPENED, NOTICE_OS, NOTICE_CODE, HOLD, RELEASE, SUSPEND, RESTARTING, CODE_DUE };

static const char *fault = "";
static long now, began, due[TIMERS];
static enum power power;
static enum net net;
static enum vm vm;
static enum blinkup blinkup;
static enum boot boot;
static enum network network;
static int suspended, handler, os, code, token, broken, reason, fetching, notice_os, notice_code;
static char plan;
static enum told queue[64];
static int head, tail;
static char outputs[65536];

static int is(const char *name) { return strcmp(fault, name) == 0; }
static void say(const char *event) {
    size_t used = strlen(outputs);
    snprintf(outputs + used, sizeof outputs - used, "%s{\"after\":%ld,\"event\":{%s}}", used ? "," : "", now - began, event);
}
static void say_type(const char *type) { char text[128]; snprintf(text, sizeof text, "\"type\":\"%s\"", type); say(text); }
static void say_number(const char *type, const char *field, int value) {
    char text[128];
    if (value < 0) snprintf(text, sizeof text, "\"type\":\"%s\",\"%s\":null", type, field);
    else snprintf(text, sizeof text, "\"type\":\"%s\",\"%s\":%d", type, field, value);
    say(text);
}
static void tell(enum told what) { queue[tail++ & 63] = what; }
static void timer(enum timer which, long ms) { due[which] = ms < 0 ? -1 : now + ms; }

static int connecting(void) { return net >= JOINING && net <= REFUSED; }
static int in_session(void) { return net == CHECKING_CODE || net == FETCHING_CODE || net == ONLINE; }
static int updating_os(void) { return net == FETCHING_OS || net == INSTALLING; }

static void leave_vm(void) {
    if (vm == RUNNING && !(is("vm-runs-during-download") && updating_os())) say_type("vm.stopped");
    timer(SQUIRREL, -1);
    suspended = 0;
    if (!is("handler-survives-restart")) handler = 0;
}
static void start_vm(void) {
    leave_vm();
    vm = RUNNING;
    say_number("vm.started", "reason", reason);
    if (is("starts-twice") && reason == 4) say_number("vm.started", "reason", reason);
    reason = -1;
}
static void wait_vm(void) {
    leave_vm();
    vm = WAITING;
    timer(SQUIRREL, is("squirrel-1ms-early") ? 9999 : is("squirrel-1ms-late") ? 10001 : 10000);
}
static void open_window(void) { blinkup = OPEN; timer(WINDOW, 60000); }
static void see_connecting(void) {
    if (blinkup == STANDING || blinkup == OPEN || blinkup == CLOSED) open_window();
}
static void see_unconfigured(void) {
    if (blinkup == OPEN || blinkup == CLOSED) { blinkup = STANDING; timer(WINDOW, -1); }
}
static void enter(enum net next) {
    int was = connecting();
    net = next;
    if (connecting() && !was) { timer(CONNECT, is("gives-up-after-61s") ? 61000 : 60000); see_connecting(); }
    if (connecting() && network == NONE) net = UNCONFIGURED;
    if (!connecting()) timer(CONNECT, -1);
    if (net == UNCONFIGURED) see_unconfigured();
    if (net == ENROLLING) {
        char text[96];
        snprintf(text, sizeof text, "\"type\":\"enrolment.presented\",\"token\":%d,\"plan\":\"%c\"", token, plan);
        say(text);
    }
    if (net == CHECKING_OS) say_number("upgrade.queried", "os", os);
    if (net == OPENING) say_type("session.requested");
    if (net == CHECKING_CODE) {
        if (code) say_number("code.queried", "code", code);
        else say("\"type\":\"code.queried\",\"code\":\"none\"");
    }
    if (net == FETCHING_CODE) tell(HOLD);
    if (net == FETCHING_OS) { tell(HOLD); say_type("image.requested"); }
    if (net == INSTALLING) broken = 1;
    if (net == ONLINE) {
        boot = SETTLED;
        tell(CONFIRMED);
        tell(RESUMED);
        tell(OPENED);
        if (notice_os) tell(NOTICE_OS);
        if (notice_code) tell(NOTICE_CODE);
        notice_os = notice_code = 0;
    }
}
static void leave_on(enum power next) {
    leave_vm();
    vm = ABSENT;
    timer(CONNECT, -1);
    timer(WINDOW, -1);
    head = tail;
    power = next;
}
static void forget(void) { boot = SETTLED; reason = -1; fetching = notice_os = notice_code = 0; }
static void start(enum boot kind) {
    int unchecked = code && !broken && (kind == WARM || kind == SNOOZED);
    leave_on(ON);
    timer(SLEEP, -1);
    boot = kind;
    fetching = notice_os = notice_code = 0;
    say(kind == CHECKED ? "\"type\":\"device.booted\",\"kind\":\"checked\"" : "\"type\":\"device.booted\",\"kind\":\"warm\"");
    if (network == NONE) blinkup = STANDING;
    else if (kind != CHECKED) blinkup = CLOSED;
    else open_window();
    net = UNCONFIGURED;
    if (network != NONE && (kind == SNOOZED || !unchecked)) enter(JOINING);
    else if (network != NONE) { net = OFFLINE; }
    if (boot == WARM) boot = SETTLED;
    if (broken && !is("vm-in-recovery")) vm = ABSENT;
    else if (unchecked) start_vm();
    else if (code) wait_vm();
}
static void restart(enum boot kind, int because) { if (because >= 0) reason = because; start(kind); }
static void hold(void) {
    if (vm == RUNNING) reason = 10;
    if (vm == RUNNING || vm == WAITING) { leave_vm(); vm = HELD; }
}
static void notice(int firmware) {
    if (vm != RUNNING) return;
    if (handler) { say_number("handler.called", "reason", is("wrong-shutdown-reason") ? 3 - (firmware ? 2 : 1) : firmware ? 2 : 1); return; }
    if (is("asks-nobody-does-nothing")) return;
    reason = 10;
    if (firmware) { start(CHECKED); return; }
    leave_vm();
    vm = HELD;
    tell(CODE_DUE);
}
static void work_off(void) {
    while (head != tail) switch (queue[head++ & 63]) {
        case CONFIRMED: if (code && vm != RUNNING) start_vm(); break;
        case RESUMED: suspended = 0; break;
        case OPENED: if (vm == RUNNING) say_type("connection.opened"); break;
        case NOTICE_OS: notice(1); break;
        case NOTICE_CODE: notice(0); break;
        case HOLD: hold(); break;
        case RELEASE: if (vm == HELD) wait_vm(); break;
        case SUSPEND: if (vm == RUNNING) suspended = 1; break;
        case RESTARTING: if (net == ONLINE && !is("restart-checks-nothing")) enter(CHECKING_OS); break;
        case CODE_DUE: if (net == ONLINE) enter(CHECKING_CODE); break;
    }
}

static char line[65536];
static int type_is(const char *type) {
    char text[96];
    const char *event = strstr(line, "\"event\":{");
    snprintf(text, sizeof text, "\"type\":\"%s\"", type);
    return event != NULL && strstr(event, text) != NULL;
}
static const char *field(const char *name) {
    char text[64];
    const char *at;
    snprintf(text, sizeof text, "\"%s\":", name);
    at = strstr(line, text);
    return at == NULL ? "" : at + strlen(text);
}
static void store(void) { token = atoi(field("token")); plan = field("plan")[1]; network = field("network")[1] == 'r' ? RIGHT : WRONG; }

static void hear_api(void) {
    if (type_is("handler.registered")) { if (vm == RUNNING) handler = 1; }
    else if (type_is("handler.cleared")) handler = 0;
    else if (type_is("blinkup.enabled")) { blinkup = ENABLED; timer(WINDOW, -1); }
    else if (type_is("blinkup.disabled")) { blinkup = DISABLED; timer(WINDOW, -1); }
    else if (type_is("connect.requested")) {
        int blocks = vm == RUNNING && net != ONLINE;
        if (net == OFFLINE || (net == UNCONFIGURED && network != NONE)) enter(JOINING);
        if (blocks) suspended = 1;
    } else if (type_is("disconnect.requested")) {
        if (in_session()) { say_type("session.closed"); }
        if (connecting() || (net >= ENROLLING && net <= ONLINE)) { fetching = 0; enter(OFFLINE); }
    } else if (type_is("message.sent")) { if (net == ONLINE || is("uplinks-offline")) say_type("message.uplinked"); }
    else if (vm == RUNNING && !suspended) {
        if (type_is("squirrel.failed")) { reason = 5; start_vm(); if (net == ONLINE) tell(OPENED); }
        else if (type_is("restart.requested")) {
            reason = 10;
            if (net == ONLINE) { leave_vm(); vm = HELD; tell(RESTARTING); }
            else start_vm();
        } else if (type_is("reset.requested")) restart(CHECKED, 2);
        else if (type_is("sleep.requested")) {
            int close = in_session() && !is("sleeps-without-goodbye");
            leave_on(ASLEEP);
            if (close) say_type("session.closed");
            forget();
            timer(SLEEP, 3600000);
        } else if (type_is("idle.reached")) say_type("vm.idle");
        else if (type_is("credentials.stored")) store();
        else if (type_is("wifi.cleared") || type_is("configuration.cleared")) {
            network = NONE;
            if (type_is("configuration.cleared")) { token = 0; plan = 0; }
            if (connecting()) enter(UNCONFIGURED);
        }
    }
}
static void hear_network(void) {
    if (type_is("step.succeeded")) {
        if (net == JOINING) { if (network == RIGHT) enter(ADDRESSING); }
        else if (net >= ADDRESSING && net < AUTHENTICATING) enter(net + 1);
        else if (net == AUTHENTICATING) enter(token ? ENROLLING : CHECKING_OS);
    } else if (type_is("step.failed")) { if (net >= ADDRESSING && net <= AUTHENTICATING) enter(JOINING); }
    else if (type_is("link.lost")) {
        if (net >= ADDRESSING && net <= AUTHENTICATING) enter(JOINING);
        else if (net >= ENROLLING && net < ONLINE) { fetching = 0; tell(RELEASE); enter(JOINING); }
        else if (net == ONLINE) { if (!is("runs-on-without-link")) tell(SUSPEND); enter(JOINING); }
        else if (net == FETCHING_OS) restart(CHECKED, -1);
    } else if (type_is("enrolment.accepted")) { if (net == ENROLLING) { if (!is("token-used-twice")) token = 0; enter(CHECKING_OS); } }
    else if (type_is("enrolment.refused")) { if (net == ENROLLING) enter(is("enrols-anyway") ? CHECKING_OS : REFUSED); }
    else if (type_is("upgrade.answered")) {
        int offered = atoi(field("os")), outright = vm != RUNNING || boot == CHECKED;
        if (net != CHECKING_OS) return;
        if (is("asks-when-late") && vm == RUNNING) outright = 0;
        if (is("code-before-os") && !broken) { if (offered > os) notice_os = 1; enter(OPENING); }
        else if (broken || (offered > os && outright)) { fetching = offered; enter(FETCHING_OS); }
        else { if (offered > os && !is("never-tells-of-os")) notice_os = 1; enter(OPENING); }
    } else if (type_is("session.opened")) { if (net == OPENING) enter(CHECKING_CODE); }
    else if (type_is("code.answered")) {
        int offered = atoi(field("code"));
        if (net != CHECKING_CODE) return;
        if (offered == code) enter(ONLINE);
        else if (vm != RUNNING || boot == CHECKED) { fetching = offered; enter(FETCHING_CODE); }
        else { notice_code = 1; enter(ONLINE); }
    } else if (type_is("code.downloaded")) { if (net == FETCHING_CODE) { code = fetching; fetching = 0; reason = 4; enter(CHECKING_CODE); } }
    else if (type_is("code.failed")) { if (net == FETCHING_CODE) { fetching = 0; enter(code ? ONLINE : JOINING); } }
    else if (type_is("update.announced")) { if (net == ONLINE) tell(field("reason")[0] == '2' ? NOTICE_OS : NOTICE_CODE); }
    else if (type_is("restart.ordered")) { if (net == ONLINE && !is("forced-restart-is-polite")) { boot = CHECKED; tell(HOLD); enter(CHECKING_OS); } }
    else if (type_is("image.downloaded")) { if (net == FETCHING_OS) enter(INSTALLING); }
    else if (type_is("image.failed")) { if (net == FETCHING_OS) restart(CHECKED, -1); }
    else if (type_is("install.completed")) {
        if (net != INSTALLING) return;
        broken = 0;
        if (!is("install-changes-nothing")) os = fetching;
        restart(CHECKED, is("wake-reason-after-install") ? 0 : 6);
    } else if (type_is("install.failed")) { if (net == INSTALLING) { if (is("boots-half-image")) broken = 0; restart(CHECKED, -1); } }
}
static void hear(void) {
    int listening = blinkup == STANDING || blinkup == OPEN || blinkup == ENABLED;
    if (power == OFF) { if (type_is("power.applied")) restart(CHECKED, 0); return; }
    if (type_is("power.cut")) {
        if (is("lost-update-after-power-cut") && net == INSTALLING) broken = 0;
        leave_on(OFF);
        timer(SLEEP, -1);
        forget();
        return;
    }
    if (type_is("reset.pressed")) { restart(CHECKED, 8); return; }
    if (power != ON) { if (type_is("pin.raised")) restart(WARM, 3); return; }
    if (type_is("power.restored")) restart(CHECKED, 11);
    else if (type_is("memory.exhausted")) { if (vm == RUNNING) restart(CHECKED, 2); }
    else if (type_is("packet.flashed") || type_is("packet.clear")) {
        if (updating_os() && !is("blinkup-during-upgrade")) return;
        if (!listening && !is("blinkup-always-open")) return;
        if (type_is("packet.clear")) network = NONE; else store();
        restart(CHECKED, 9);
    } else { hear_network(); hear_api(); }
    work_off();
}
static void elapse(enum timer which) {
    due[which] = -1;
    if (which == SQUIRREL) start_vm();
    else if (which == WINDOW) blinkup = CLOSED;
    else if (which == SLEEP) restart(power == ASLEEP ? WARM : SNOOZED, power == ASLEEP ? 1 : 7);
    else if (vm != RUNNING || boot == SNOOZED || suspended) {
        leave_on(SNOOZING);
        forget();
        timer(SLEEP, is("snoozes-10-minutes") ? 600000 : is("snoozes-8-minutes") ? 480000 : 540000);
    } else enter(OFFLINE);
    work_off();
}
static void advance(long ms) {
    long end = now + ms;
    for (;;) {
        int next = -1, which;
        for (which = 0; which < TIMERS; which++)
            if (due[which] >= 0 && due[which] <= end && (next < 0 || due[which] < due[next])) next = which;
        if (next < 0) break;
        now = due[next];
        elapse(next);
    }
    now = end;
}
static void reset(void) {
    int which;
    now = 0;
    for (which = 0; which < TIMERS; which++) due[which] = -1;
    power = OFF; vm = ABSENT; net = UNCONFIGURED; blinkup = CLOSED;
    head = tail = suspended = handler = token = broken = 0;
    os = 1; plan = 0;
    forget();
    code = field("code")[0] == '"' ? 0 : atoi(field("code"));
    network = field("network")[1] == 'f' ? FACTORY : NONE;
}
int main(int count, char **arguments) {
    if (count > 1) fault = arguments[1];
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *cmd = field("cmd");
        int id = atoi(field("id"));
        outputs[0] = 0;
        began = now;
        if (strncmp(cmd, "\"hello\"", 7) == 0) { printf("{\"id\":%d,\"ok\":true,\"protocol\":1,\"name\":\"device in C\"}\n", id); fflush(stdout); continue; }
        if (strncmp(cmd, "\"reset\"", 7) == 0) reset();
        else if (strncmp(cmd, "\"send\"", 6) == 0) hear();
        else if (strncmp(cmd, "\"advance\"", 9) == 0) advance(atol(field("ms")));
        printf("{\"id\":%d,\"ok\":true,\"outputs\":[%s]}\n", id, outputs);
        fflush(stdout);
        if (strncmp(cmd, "\"bye\"", 5) == 0) return 0;
    }
    return 0;
}
