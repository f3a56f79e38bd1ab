#!/usr/bin/env python3
"""Runs impspec test vectors against an implementation. Needs Python 3 and nothing else.

    run-vectors.py FOLDER COMMAND...

Exit code 0 if every vector passes, 1 if one fails, 3 for wrong usage, 4 for vectors that cannot be read.
"""
import json
import pathlib
import select
import subprocess
import sys

PATIENCE = 10  # seconds in which an answer must come


class Failed(Exception):
    pass


class Implementation:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.id = 0
        self.rest = b""

    def ask(self, cmd, **fields):
        self.id += 1
        request = json.dumps({"id": self.id, "cmd": cmd, **fields}) + "\n"
        try:
            self.process.stdin.write(request.encode())
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Failed("it has ended")
        line = self.line()
        try:
            answer = json.loads(line)
        except ValueError:
            raise Failed(f"noise on stdout: {line!r}")
        if not isinstance(answer, dict) or answer.get("id") != self.id:
            raise Failed(f"an answer to request {self.id} was expected, not {line!r}")
        return answer

    def line(self):
        while b"\n" not in self.rest:
            if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
                raise Failed(f"no answer in {PATIENCE} s")
            piece = self.process.stdout.read1(65536)
            if not piece:
                raise Failed("it ended within a line" if self.rest else "it ended")
            self.rest += piece
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode()

    def end(self):
        try:
            self.process.communicate(json.dumps({"id": self.id + 1, "cmd": "bye"}).encode() + b"\n", timeout=2)
        except (subprocess.TimeoutExpired, BrokenPipeError, ValueError):
            pass
        self.process.kill()
        self.process.wait()


def conforms(outputs, allowed):
    """Whether the outputs are the allowed ones in their order; optional ones may be missing."""
    if not allowed:
        return not outputs
    first, rest = allowed[0], allowed[1:]
    if outputs and outputs[0]["event"] == first["event"] and outputs[0].get("after", 0) == first["after"]:
        if conforms(outputs[1:], rest):
            return True
    return first.get("optional", False) and conforms(outputs, rest)


def run(implementation, vector):
    implementation.ask("reset", **({"input": vector["input"]} if "input" in vector else {}))
    for number, step in enumerate(vector["steps"], 1):
        if "send" in step:
            answer = implementation.ask("send", event=step["send"])
        else:
            answer = implementation.ask("advance", ms=step["advance"])
        if not answer.get("ok"):
            if step.get("class") == "must-reject":
                continue
            raise Failed(f"step {number}: it refuses: {answer.get('error')}")
        outputs = answer.get("outputs", [])
        if not any(conforms(outputs, allowed) for allowed in step["allowed"]):
            what = json.dumps(step.get("send", step.get("advance")))
            raise Failed(f"step {number} ({what}): said {json.dumps(outputs)}, allowed {json.dumps(step['allowed'])}")


def start(command, role):
    implementation = Implementation(command)
    answer = implementation.ask("hello", protocol=1, role=role)
    if answer.get("protocol") != 1:
        raise Failed("it does not speak version 1 of the protocol")
    return implementation


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 3
    folder, command = pathlib.Path(arguments[0]), arguments[1:]
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
        vectors = [json.loads((folder / f"{entry['id']}.json").read_text()) for entry in manifest["vectors"]]
    except (OSError, ValueError, KeyError) as error:
        print(f"{folder} holds no vectors: {error}", file=sys.stderr)
        return 4
    failed, implementation = 0, None
    for vector in vectors:
        try:
            implementation = implementation or start(command, manifest["role"])
            run(implementation, vector)
        except Failed as reason:
            failed += 1
            print(f"not ok {vector['id']} [{', '.join(vector['sources'])}]: {reason}")
            if implementation:
                implementation.end()
            implementation = None
    if implementation:
        implementation.end()
    print(f"{len(vectors) - failed} of {len(vectors)} vectors pass")
    return 1 if failed or not vectors else 0


sys.exit(main(sys.argv[1:]))
