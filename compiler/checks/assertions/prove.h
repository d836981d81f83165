// Proves the assertions of a policy over whole sets, as compiler/ir/trace.h means them packet by packet.
#pragma once

#include <optional>
#include <string>

#include "compiler/checks/check_options.h"
#include "compiler/checks/ways/router.h"
#include "compiler/diag/sink.h"
#include "compiler/support/source_map.h"

namespace sgc::checks {

struct Proof {
  space::Truth holds = space::Truth::Yes;  // NotDecided: over budget, and no counterexample was met
  ir::Journey counterexample;              // after No: trace() shows a way of it that does not do as asserted
};

Proof prove(const ir::Policy& policy, const Router& router, const ir::Assertion& assertion,
            const space::Limits& limits);

// Reports each assertion of the policy that does not hold (SGC3040), with one packet and the rule that decided it, and
// each that was not decided (SGC3041, an error here). `enforced_by` names who enforces this policy where it is not the
// one that was written but what a target makes of it: "nftables"; else it is empty.
void prove_assertions(const ir::Policy& policy, const SourceMap& sources, const CheckOptions& options, Sink& sink,
                      std::string_view enforced_by = {});
void prove_assertions(const ir::Policy& policy, const Router& router, const SourceMap& sources,
                      const CheckOptions& options, Sink& sink, std::string_view enforced_by = {});

}  // namespace sgc::checks
