// Rules as JSON, field by field as the API's models have them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "targets/cloud/json_text.h"
#include "targets/tencent/model.h"
#include "targets/tencent/options.h"

namespace sgc::targets::tencent {

// The ids that rules name: of groups, prefix lists and templates.
class Ids {
 public:
  Ids(const Model& model, const ir::Policy& policy, const Options& options);

  // Of the group to name where a point is meant: of one on several groups the first, which all its machines have.
  std::string group(ir::PointId point) const;
  std::string prefix_list(ir::PrefixListId list) const;

  // "ipm-…" or "ipmg-…", or their placeholders: one template is named itself, several by their group.
  std::string address_set(TemplateId set) const;
  bool is_template_group(TemplateId set) const;
  static std::string address_template(const AddressTemplateSet& set, std::size_t part);
  std::string service_template(TemplateId id) const;

 private:
  const Model& model_;
  const ir::Policy& policy_;
  const Options& options_;
  std::map<ir::PointId, std::string_view> groups_;
};

// A SecurityGroupPolicySet with both directions.
cloud::Json policy_set_json(const Group& group, const Ids& ids);

// A NetworkAclEntrySet or NetworkAclQuintupleEntries with both directions.
cloud::Json acl_set_json(const Acl& acl);

}  // namespace sgc::targets::tencent
