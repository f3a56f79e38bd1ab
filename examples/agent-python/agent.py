#!/usr/bin/env python3
"""The agent of an imp device, as far as others see it, at the protocol of impspec test.

Implements the whole role in every configuration: the reading of when an agent starts comes with each reset.
Faulty variants are chosen by name: agent.py FAULT.
"""
import json
import sys

FAULT = sys.argv[1] if len(sys.argv) > 1 else ""
GAP = 5_000 + (1 if FAULT == "migration-1ms-late" else -1 if FAULT == "migration-1ms-early" else 0)
LIFESPAN = 30 * 24 * 3_600_000


class Agent:
    def __init__(self, given):
        self.at_enrolment = given["starts"] == "at-enrolment"
        self.plan = None
        self.code = self.next = 1
        self.exists = "absent"  # absent, enrolled, instance, stopped
        self.life = None  # starting, restarting, crashed, migrating, running
        self.handler = False
        self.online = False
        self.now = 0
        self.move_ends = self.stops = None
        self.said = []

    def say(self, type, **fields):
        self.said.append({"after": self.now, "event": {"type": type, **fields}})

    def go(self, life):
        self.life = life
        if FAULT != "handler-survives-restart":
            self.handler = False
        self.move_ends = self.now + GAP if life == "migrating" else None

    def offline(self):
        self.online = False
        self.stops = self.now + LIFESPAN

    def instance(self, online):
        self.exists = "instance"
        self.go("starting")
        if FAULT == "runs-at-once":
            self.go("running")
        if online:
            self.online, self.stops = True, None
        else:
            self.offline()

    def claimed(self, plan):
        new = plan != self.plan
        if self.exists == "instance" and not new and FAULT != "restarts-for-same-plan":
            return
        if self.exists == "stopped" and not new and not self.at_enrolment:
            return
        self.plan = plan if FAULT != "keeps-old-plan" or self.plan is None else self.plan
        if self.at_enrolment or FAULT == "starts-before-home-server":
            self.instance(online=False)
        else:
            self.exists, self.life, self.stops, self.move_ends = "enrolled", None, None, None

    def published(self, code):
        self.code = self.next = code
        if self.exists == "instance" and self.life in ("starting", "crashed", "running"):
            if FAULT != "ignores-new-code":
                self.go("restarting")
            if FAULT == "no-gap-at-restart":
                self.finished()

    def finished(self):
        if self.exists != "instance":
            return
        if self.life in ("starting", "restarting", "crashed"):
            self.go("running")
            if FAULT != "old-code-after-deploy":
                self.code = self.next
            self.say("agent.started", code=self.code)
            if FAULT == "starts-twice":
                self.say("agent.started", code=self.code)
        elif FAULT == "hears-start-while-running" and self.life == "running":
            self.say("agent.started", code=self.code)

    def requested(self, plan):
        status = "404"
        if self.exists == "instance" and (plan == self.plan or FAULT == "any-url"):
            if self.life == "running":
                status = "200" if self.handler or FAULT == "answers-without-handler" else "404"
            else:
                status = "404" if FAULT == "404-while-down" else "unavailable"
        if FAULT == "silent-while-absent" and self.exists == "absent":
            return
        self.say("http.answered", status=status)

    def hear(self, event):
        type = event["type"]
        if type == "enrolment.claimed":
            self.claimed(event["plan"])
        elif type == "device.connected":
            if self.exists in ("enrolled", "stopped"):
                if FAULT == "stays-stopped" and self.exists == "stopped":
                    return
                self.instance(online=True)
            elif self.exists == "instance":
                self.online, self.stops = True, None
        elif type == "device.disconnected":
            if self.exists == "instance" and self.online:
                self.offline()
                if FAULT == "stops-with-device":
                    self.exists = "stopped"
        elif type == "code.deployed":
            self.next = event["code"]
            if FAULT == "plain-deploy-restarts":
                self.published(event["code"])
        elif type == "code.published":
            self.published(event["code"])
        elif type == "message.uplinked":
            if self.exists == "instance" and (self.life == "running" or FAULT == "handles-while-down"):
                self.say("message.handled")
        elif type == "http.requested":
            self.requested(event["plan"])
        elif type == "agent.startFinished":
            self.finished()
        elif type == "agent.crashed":
            if self.exists == "instance" and self.life in ("starting", "restarting", "running"):
                self.go("crashed")
        elif type == "migration.started":
            if self.exists == "instance" and self.life == "running":
                self.go("migrating")
                if FAULT == "migrates-for-ever":
                    self.move_ends = None
        elif type == "migration.finished":
            if self.exists == "instance" and self.life == "migrating":
                self.go("starting")
        elif type == "onrequest.registered":
            if self.exists == "instance" and self.life == "running":
                self.handler = True

    def advance(self, ms):
        end = self.now + ms
        while True:
            due = [t for t in (self.move_ends, self.stops) if t is not None and t <= end]
            if not due:
                break
            self.now = min(due)
            if self.stops == self.now and FAULT != "never-stops":
                self.exists, self.life, self.handler = "stopped", None, False
                self.stops = self.move_ends = None
            elif self.stops == self.now:
                self.stops = None
            if self.move_ends is not None and self.move_ends == self.now:
                self.go("starting")
        self.now = end


def main():
    agent = None
    for line in sys.stdin:
        request = json.loads(line)
        answer = {"id": request["id"], "ok": True}
        cmd = request["cmd"]
        if cmd == "hello":
            answer |= {"protocol": 2 if FAULT == "version" else 1, "name": "agent in Python"}
        elif cmd == "reset":
            agent = Agent(request["input"])
        elif cmd == "bye":
            print(json.dumps(answer), flush=True)
            return
        else:
            began = agent.now
            agent.said = []
            if cmd == "send":
                agent.hear(request["event"])
            else:
                agent.advance(request["ms"])
            for output in agent.said:
                output["after"] -= began
            answer["outputs"] = agent.said
        print(json.dumps(answer), flush=True)


main()
