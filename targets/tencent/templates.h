// Address and service templates: objects that several rules name, so that a set of many addresses takes one rule
// instead of one a block. Each set is made once, however many rules name it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "targets/cloud/quota.h"
#include "targets/tencent/model.h"

namespace sgc::targets::tencent {

class Templates {
 public:
  Templates(Model& model, const cloud::Quotas& quotas);

  // How many peers this family's addresses take as templates: one, or one a full group of templates.
  std::uint64_t count(const AddressSet& addresses, Family family) const;

  // The sets for these addresses, made or known. `name` is what people call them; where it is empty a name is made
  // from the content. Before: no range begins at 0.0.0.0.
  std::vector<TemplateId> addresses(const AddressSet& addresses, Family family, std::string_view name);

  // Whether these services fit one template: TCP, UDP and GRE, no more members than a template takes.
  bool takes(const std::vector<Service>& services) const;
  TemplateId services(const std::vector<Service>& services);

 private:
  TemplateId add_set(std::string name, std::span<const AddressRange> ranges);

  Model& model_;
  std::size_t members_;    // of a template
  std::size_t templates_;  // in a group of templates
  std::map<std::string, std::vector<TemplateId>, std::less<>> address_sets_;  // by what they hold
  std::map<std::string, TemplateId, std::less<>> service_templates_;
};

// "tcp:80,443", "udp:all", "gre": a member of a service template.
std::string member_text(const Service& service);

// "80", "8000-8099", "80,443", "ALL" in a rule.
std::string port_text(const Service& service);

}  // namespace sgc::targets::tencent
