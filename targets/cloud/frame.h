// All of a plan but its rules: its calls and their order, ids, attachments, switches, checks. Rules can be said in many
// ways and are proved to mean what the policy says; of the rest there is one way, sgc's own, and whoever applies the plan
// relies on every word of it. So it is held against what sgc writes for the policy, and nothing in a plan goes unread.
#pragma once

#include <span>
#include <string_view>

#include "compiler/diag/sink.h"
#include "targets/target.h"

namespace sgc::targets::cloud {

// A member of an action's requests that says rules: the cloud's reader reads and proves all of it.
struct RuleMember {
  std::string_view action;
  std::string_view member;
};

// Reports SGC4006 for the first thing in which `files`, a plan that the cloud's reader has read, differs from `wanted`, the
// plan that sgc writes for the policy. Free are what is said to people alone (descriptions, places in the policy, the bill,
// who made it), members of requests that `rules` names, and calls that are waited for without need.
void compare_frames(std::span<const OutputFile> files, std::span<const OutputFile> wanted, std::string_view folder,
                    std::span<const RuleMember> rules, Sink& sink);

}  // namespace sgc::targets::cloud
