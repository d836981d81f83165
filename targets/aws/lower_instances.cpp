// Instances: which groups they are in. The order means nothing at AWS.
#include <map>

#include "targets/aws/lower.h"

namespace sgc::targets::aws {

void lower_instances(Workshop& shop) {
  std::map<ir::PointId, std::vector<std::uint32_t>> parts;
  for (std::uint32_t i = 0; i < shop.model.groups.size(); ++i) parts[shop.model.groups[i].point].push_back(i);

  for (const ir::PointId id : shop.points) {
    const ir::Point& point = shop.policy.point(id);
    if (point.instance() == nullptr) continue;
    Attachment attachment{id, shop.options.bindings.id(point.name), {}};
    for (const ir::PointId group : point.instance()->groups) {
      const auto own = parts.find(group);
      if (own == parts.end()) {
        attachment.groups.push_back({AttachedGroup::kElsewhere, group});
        continue;
      }
      for (const std::uint32_t part : own->second) attachment.groups.push_back({part, group});
    }
    shop.model.attachments.push_back(std::move(attachment));
  }
}

}  // namespace sgc::targets::aws
