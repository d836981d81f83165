// What emitted rules mean, as lines that can be compared with the policy's list.
#pragma once

#include <string>

#include "targets/cloud/agreement.h"
#include "targets/tencent/model.h"

namespace sgc::targets::tencent {

// What a rule matches, as a text that is the same for the same match.
std::string match_text(const Entry& entry);

// The addresses and services that a rule takes. A reference takes the members that the policy gives the group.
AddressSet far_of(const Entry& entry, const Model& model, const ir::Policy& policy);
ServiceSet services_of(const Entry& entry, const Model& model);

// Adds the rules of one direction of a group, in order. The list's default is what the cloud does at the very end: drop.
void append_lines(cloud::LineList& lines, const GroupList& list, const Model& model, const ir::Policy& policy);

// The same of a network ACL.
void append_lines(cloud::LineList& lines, const AclList& list, ir::Direction direction);

// Addresses that no packet on a network has, and on which a plan may differ from the policy: 0.0.0.0, which cannot be
// written, and the limited broadcast, which stands in rules without effect.
const AddressSet& never_met();

}  // namespace sgc::targets::tencent
