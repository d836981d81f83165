// The section «securityGroups» of a plan: which group of the policy is which at the cloud.
#pragma once

#include <vector>

#include "targets/cloud/json_text.h"
#include "targets/cloud/plan.h"
#include "targets/cloud/text_rule.h"

namespace sgc::targets::cloud {

// Of a cloud's own groups: their `name` in the policy, `id`, and whether the plan makes them, `created`. No section where
// there are none.
template <class Group>
void add_groups_section(Plan& plan, const std::vector<Group>& groups, const NameRule& rule) {
  std::vector<Json> elements;
  for (const Group& group : groups) {
    JsonObject json;
    json.add("name", group.name).add("called", fit_name(group.name, rule)).add("id", group.id);
    json.add("created", json_bool(group.created));
    elements.push_back(json.done());
  }
  if (!elements.empty()) plan.add_section({"securityGroups", json_array(elements)});
}

}  // namespace sgc::targets::cloud
