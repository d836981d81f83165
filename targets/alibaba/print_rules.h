// Rules as JSON, field by field as the API's models have them.
#pragma once

#include <map>
#include <string>

#include "targets/alibaba/model.h"
#include "targets/alibaba/options.h"
#include "targets/cloud/json_text.h"

namespace sgc::targets::alibaba {

// The ids that requests name.
class Ids {
 public:
  Ids(const Model& model, const ir::Policy& policy, const Options& options);

  // Of the group to name where a point is meant: of one on several groups the first, which all its machines have.
  std::string group(ir::PointId point) const;
  std::string prefix_list(ir::PrefixListId list) const;

  // The account of a group that is somebody else's; empty for this account's own.
  std::string owner(ir::PointId point) const;

 private:
  const ir::Policy& policy_;
  const Options& options_;
  std::map<ir::PointId, std::string_view> groups_;
};

// One of the Permissions of an Authorize call of that direction.
cloud::Json permission_json(const Entry& entry, ir::Direction direction, const Ids& ids);

}  // namespace sgc::targets::alibaba
