// One line a target.
#include <algorithm>

#include "targets/alibaba/alibaba.h"
#include "targets/aws/aws.h"
#include "targets/iptables/iptables.h"
#include "targets/nftables/nftables.h"
#include "targets/target.h"
#include "targets/tencent/tencent.h"
#include "targets/xdp/xdp.h"

namespace sgc::targets {

std::span<const Target* const> registry() {
  static constexpr const Target* kTargets[] = {
      &nftables::kTarget,
      &iptables::kTarget,
      &kXdp,
      &tencent::kTarget,
      &aws::kTarget,
      &alibaba::kTarget,
  };
  return kTargets;
}

const Target* find_target(std::string_view name) {
  const auto all = registry();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Target* t) { return t->spec.name == name; });
  return found == all.end() ? nullptr : *found;
}

}  // namespace sgc::targets
