// One rule of the policy as rules of a security group. What it costs is known before anything is made, so that a feed
// of a million lines is refused by its count. A block «0.0.0.0/n» is never written: the service takes it for 0.0.0.0/0
// whatever n is. The address 0.0.0.0 itself, which no packet on a network has, is left out instead.
#pragma once

#include <optional>
#include <unordered_map>

#include "compiler/support/source_map.h"
#include "targets/cloud/sides.h"
#include "targets/tencent/model.h"
#include "targets/tencent/templates.h"

namespace sgc::targets::tencent {

// How eagerly templates are used: a set becomes one where it saves at least so many rules in one place.
struct TemplateUse {
  std::uint64_t least_saved;
};
constexpr TemplateUse kNoTemplates{UINT64_MAX};
constexpr TemplateUse kTemplatesWherePractical{8};
constexpr TemplateUse kTemplatesWhereverTheySave{1};

// A protocol with its ports, in the families in which the rule has it.
struct ServiceUnit {
  cloud::Families families;
  Service service;
};

// How a rule will be written, and how many entries that takes.
struct RuleShape {
  const ir::Rule* rule = nullptr;
  ir::Direction direction = ir::Direction::Inbound;
  const cloud::FarSide* far = nullptr;
  std::vector<ServiceUnit> units;
  bool services_as_template = false;
  bool templated[2] = {false, false};  // the far addresses, by family
  std::uint64_t entries = 0;
};

class RuleLowering {
 public:
  RuleLowering(const ir::Policy& policy, const SourceMap& sources, Templates& templates)
      : policy_(policy), sources_(sources), templates_(templates) {}

  // Before: the ruling found no obstacle in the rule.
  RuleShape shape(const ir::Point& point, const ir::Rule& rule, ir::Direction direction, TemplateUse use);

  void write(const RuleShape& shape, std::vector<Entry>& entries);

  // The first rule whose addresses hold 0.0.0.0 but not all of IPv4: that one address is left out of it.
  const std::optional<Span>& zero_address() const { return zero_address_; }
  void left_zero_out(const Span& rule) {
    if (!zero_address_) zero_address_ = rule;
  }

  // What stands in a rule's description: the place in the policy, where it comes from, its ticket and comment.
  std::string description(const ir::Rule& rule) const;
  std::string place(const Span& span) const;

 private:
  // A far side less 0.0.0.0, with what its families cost.
  struct Far {
    cloud::FarSide side;
    bool has_zero = false;
    std::uint64_t blocks[2] = {0, 0};
    std::uint64_t templates[2] = {0, 0};
  };
  const Far& far(ir::WhoId who);

  std::uint64_t peers_of_reference(const ir::WhoItem& item, const ServiceUnit& unit) const;
  std::uint64_t peers(const RuleShape& shape, const ServiceUnit& unit, const Far& far) const;
  std::vector<Peer> peers(const RuleShape& shape, const ServiceUnit& unit);
  std::string template_name(const ir::Rule& rule, ir::Direction direction) const;

  const ir::Policy& policy_;
  const SourceMap& sources_;
  Templates& templates_;
  std::unordered_map<std::uint32_t, Far> far_;
  std::optional<Span> zero_address_;
};

// Which points and prefix lists a rule can name: security groups and prefix lists, not machines or load balancers.
bool refers(const ir::Policy& policy, const ir::WhoItem& item);

}  // namespace sgc::targets::tencent
