// The bill of a plan: what its groups, lists and network ACLs take of AWS's quotas.
#pragma once

#include "targets/aws/model.h"
#include "targets/aws/options.h"
#include "targets/cloud/bill.h"

namespace sgc::targets::aws {

cloud::Bill bill_of(const Model& model, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::aws
