// What a plan takes of the cloud's quotas.
#pragma once

#include "targets/alibaba/model.h"
#include "targets/alibaba/options.h"
#include "targets/cloud/bill.h"

namespace sgc::targets::alibaba {

cloud::Bill bill_of(const Model& model, const ir::Policy& policy, const Options& options);

}  // namespace sgc::targets::alibaba
