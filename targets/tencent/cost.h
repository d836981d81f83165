// What a plan takes of the cloud's quotas.
#pragma once

#include "targets/cloud/bill.h"
#include "targets/tencent/model.h"
#include "targets/tencent/options.h"

namespace sgc::targets::tencent {

cloud::Bill bill_of(const Model& model, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::tencent
