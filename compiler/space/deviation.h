// The second question, made of the first: a list decides the packets of an area; does it say of all of them what is
// expected? Redundancy, conflicts, equality and assertions are this question with different words put in.
#pragma once

#include "compiler/space/coverage.h"
#include "compiler/space/overlaps.h"

namespace sgc::space {

struct Expectation {
  Area area;
  std::span<const Part> taken = {};  // packets of these rules are not asked about
  RuleNumber begin = 0;              // the first of the rules from here to before `end` that has a packet decides it
  RuleNumber end = 0;
  Verdicts verdicts = kAnyVerdict;   // what that rule should say
  std::uint32_t log = kAnyLog;       // and how it should log
  const std::vector<bool>* without = nullptr;  // rules that count for nothing, neither as takers nor as deciders
};

struct Deviation {
  Truth met = Truth::Yes;   // Yes: every packet is decided as expected
  RuleNumber rule = kNone;  // No: this rule decides a packet of the spot otherwise; kNone where no rule has it
  Spot spot;
};

// Asks one universe; a thread has its own.
class DeviationFinder {
 public:
  DeviationFinder(const Universe& universe, Coverage& coverage, Overlaps& overlaps)
      : universe_(universe), coverage_(coverage), overlaps_(overlaps) {}

  Deviation find(const Expectation& expected);

  // The same where an expected rule with the number `end` has all of the area by itself.
  Deviation find_before(const Expectation& expected, RuleNumber end);

  // The first half of find(): all rules that say what is expected, together. Where they, and those that are taken,
  // cover the area, only others before `end` can deviate; where they do not, that is the answer.
  struct Bound {
    Deviation deviation;
    RuleNumber end = 0;
    RuleNumber container = kNone;  // the first that says what is expected and has all of the area, if any has
  };
  Bound bound(const Expectation& expected);

  // Does the one rule, of those that decide, take packets of the area otherwise than expected? `met` is Yes if not.
  Deviation find_at(const Expectation& expected, RuleNumber rule);

  // What the rule has of the area. It lasts until the next question.
  Area meet(const Area& area, RuleNumber rule);

 private:
  Deviation decided_at_gap(const Expectation& expected);
  Filter expected_before(const Expectation& expected, RuleNumber end);

  const Universe& universe_;
  Coverage& coverage_;
  Overlaps& overlaps_;
  std::vector<Part> parts_;
  std::vector<Node> sources_;
  std::vector<Node> destinations_;
  std::vector<Rect> services_;
};

// The nodes that both have: of two that overlap, the inner one. Before and after: disjoint, ascending.
void intersect_nodes(const Laminar& tree, std::span<const Node> a, std::span<const Node> b, std::vector<Node>& out);

}  // namespace sgc::space
