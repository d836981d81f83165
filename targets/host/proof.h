// Whether a list that was read back from an artefact says what the policy's list says: for every packet, by
// compiler/space.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace sgc::host {

// The rules of one kind: those before running connections with what they leave undecided allowed («not taken here») and
// not logged, or those after them with the default.
ir::RuleList rules_of(const ir::RuleList& list, bool before_established);

// How a list of what is logged says it: what is logged is denied in it, and everything else allowed.
constexpr ir::Verdict log_word(bool logged) { return logged ? ir::Verdict::Deny : ir::Verdict::Allow; }

// What a list of the policy logs, as such a list.
ir::RuleList logs_of(const ir::Policy& policy, ir::RuleList list);

// Of such a list, whether anything is logged.
bool logs_some(const ir::RuleList& logs);

// Nothing else than what log-rate says stands before a log, or a host may be made to write without end. Throws Unreadable.
void check_limit(std::string_view limit, std::string_view log_rate, std::size_t line);

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

  // Reports SGC4005 with a packet where they differ. Throws Unreadable where it cannot be told.
  void compare(const MeantRules& wanted, const ReadRules& read, ir::Direction direction) const;

  // The same for lists of what is logged.
  void compare_logs(const MeantRules& wanted, const ReadRules& read, ir::Direction direction) const;

  // Reports SGC4005 for what stands before the list.
  void frame_differs(ir::Direction direction) const;

  // Reports SGC4006. `line` is 0 where it is no line's fault.
  void unreadable(std::size_t line, std::string_view why) const;

 private:
  using Words = std::string_view (*)(ir::Verdict);
  void compare(const MeantRules& wanted, const ReadRules& read, ir::Direction direction, Words words) const;
  void report(Diagnostic finding, ir::Direction direction) const;

  const ir::Policy& policy_;
  const ir::Point& point_;
  std::string path_;
  Sink& sink_;
};

}  // namespace sgc::host
