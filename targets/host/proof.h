// Whether a list that was read back from an artefact says what the policy's list says: for every packet, by
// compiler/space.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/ir/evaluate.h"
#include "compiler/ir/policy.h"
#include "targets/host/logs.h"

namespace sgc::host {

// The rules of one kind: those before running connections with what they leave undecided allowed («not taken here») and
// not logged, or those after them with the default.
ir::RuleList rules_of(const ir::RuleList& list, bool before_established);

// A list whose sets are interned in `policy`.
struct MeantRules {
  const ir::Policy& policy;
  const ir::RuleList& list;
};

// The same as it was read.
struct ReadRules {
  const ir::Policy& policy;
  const ir::RuleList& list;
  std::span<const std::size_t> lines;  // of the file, a line for each rule; 0 where it is no one line
};

class Proof {
 public:
  // Before: the point is one of this policy, which the lists compared may not be interned in.
  Proof(const ir::Policy& policy, const ir::Point& point, std::string_view path, Sink& sink)
      : policy_(policy), point_(point), path_(path), sink_(sink) {}

  // Reports SGC4005 with a packet where they differ, and says whether they are the same. Throws Unreadable where it cannot
  // be told.
  bool compare(const MeantRules& wanted, const ReadRules& read, ir::Direction direction) const;

  // The same for which packets are logged, and with which prefix. Verdicts are not looked at.
  void compare_logs(const MeantRules& wanted, const Logs& wanted_logs, const ReadRules& read, const Logs& read_logs,
                    ir::Direction direction) const;

  // The same for the answers of a list that rejects what it has to: TCP gets a reset. `otherwise` says of each rule whether
  // it answers TCP by something else.
  bool compare_answers(const ReadRules& read, const std::vector<bool>& otherwise, ir::Direction direction) const;

  // Reports SGC4005 for what stands before the list.
  void frame_differs(ir::Direction direction) const;

  // Reports SGC4006. `line` is 0 where it is no line's fault.
  void unreadable(std::size_t line, std::string_view why) const;

 private:
  using Words = std::function<std::string(const ir::Decision&)>;
  bool compare(const MeantRules& wanted, const Words& wanted_words, const ReadRules& read, const Words& read_words,
               ir::Direction direction) const;
  void report(Diagnostic finding, ir::Direction direction) const;

  const ir::Policy& policy_;
  const ir::Point& point_;
  std::string path_;
  Sink& sink_;
};

}  // namespace sgc::host
