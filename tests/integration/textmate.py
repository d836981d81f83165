"""Tokens of a file by a TextMate grammar: prints, for each place that is asked for, the scope that an editor gives it.

Knows what our grammar uses: `match` with captures, and `begin`/`end` with patterns of their own. As the editors do, it
takes the pattern that matches first, and of those that match at one place the one that is written first.

Usage: textmate.py GRAMMAR FILE; standard input: "LINE COLUMN" a line, both from 0; output: a scope a line.
"""
import json
import re
import sys


def capture_scopes(match, captures):
    for number, capture in captures.items():
        if match.group(int(number)) is not None:
            yield *match.span(int(number)), capture["name"]


class Grammar:
    def __init__(self, rules):
        self.rules = [self.compiled(rule) for rule in rules]

    def compiled(self, rule):
        rule = dict(rule)
        rule["start"] = re.compile(rule.get("match") or rule["begin"])
        if "begin" in rule:
            rule["stop"] = re.compile(rule["end"])
            rule["inside"] = Grammar(rule["patterns"])
        return rule

    def first(self, line, at):
        found = [(rule["start"].search(line, at), rule) for rule in self.rules]
        found = [(match, rule) for match, rule in found if match]
        return min(found, key=lambda one: one[0].start(), default=(None, None))


def scopes(grammar, lines):
    """A list of (begin, end, scope) a line."""
    open_rule = None
    for line in lines:
        spans, at = [], 0
        while at <= len(line):
            inside = open_rule["inside"] if open_rule else grammar
            match, rule = inside.first(line, at)
            stop = open_rule["stop"].search(line, at) if open_rule else None
            if stop and (not match or stop.start() <= match.start()):
                at, open_rule = stop.end(), None
                continue
            if not match:
                break
            if "name" in rule:
                spans.append((*match.span(), rule["name"]))
            spans.extend(capture_scopes(match, rule.get("beginCaptures") or rule.get("captures") or {}))
            if "begin" in rule:
                open_rule = rule
            at = max(match.end(), at + (0 if "begin" in rule else 1))
        yield spans


def main(grammar_path, file_path):
    grammar = Grammar(json.load(open(grammar_path, encoding="utf-8"))["patterns"])
    text = open(file_path, encoding="latin-1").read()  # columns are bytes, as those that are asked for
    by_line = list(scopes(grammar, text.split("\n")))
    for place in sys.stdin:
        line, column = map(int, place.split())
        print(next((scope for begin, end, scope in by_line[line] if begin <= column < end), "none"))


if __name__ == "__main__":
    main(*sys.argv[1:])
