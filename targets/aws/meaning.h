// What the rules of a plan mean at AWS, for the proofs: a group's rules are a union of allows, a network ACL's are read
// by number.
#pragma once

#include "targets/aws/model.h"
#include "targets/cloud/agreement.h"

namespace sgc::targets::aws {

// Adds the rules as lines; nothing else is let through.
void append_lines(cloud::LineList& lines, const GroupList& list, const Model& model, const ir::Policy& policy);
void append_lines(cloud::LineList& lines, const AclList& list);

}  // namespace sgc::targets::aws
