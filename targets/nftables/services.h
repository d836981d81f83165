// The services of the host targets under the names that are used here.
#pragma once

#include "targets/host/services.h"

namespace sgc::nftables {

using host::Index;
using host::kNoIndex;
using host::Numbers;
using host::ServicePart;
using host::Services;
using host::SharedForm;

}  // namespace sgc::nftables
