// Emitted plans with one thing wrong: a block one bit off, a port one off, a verdict turned round, a rule gone or moved.
// What a test of meaning does not notice among these, it does not hold.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "targets/target.h"

namespace sgc::cloud_test {

struct Mutant {
  std::string what;  // "05-ModifySecurityGroupPolicies.json: /SecurityGroupPolicySet/Ingress/0/Port 80 -> 81"
  std::vector<targets::OutputFile> files;
};

// Every single change of these kinds to the rules of the plan, in the order of the files: of each string that is a
// block, ports, a verdict, a protocol or an id; of each list of rules, ids or members: one left out, two neighbours
// exchanged. plan.json is changed along.
std::vector<Mutant> mutants_of(const std::vector<targets::OutputFile>& files);

// Whether the change is beside the rules: what is attached where, and the switches. `sgc verify` wants those as sgc writes
// them, whether a change has an effect on packets that the policy knows of or not.
bool is_beside_rules(const Mutant& mutant);

}  // namespace sgc::cloud_test
