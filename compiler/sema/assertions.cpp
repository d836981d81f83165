#include "compiler/sema/assertions.h"

#include <algorithm>

namespace sgc::sema {
namespace {

// Addresses that some point's inbound list judges: instances', members' and VIPs.
AddressSet judged_addresses(const ir::Policy& policy) {
  AddressSet judged;
  for (const ir::Point& point : policy.points) {
    if (point.acl() != nullptr || point.external()) continue;
    const auto* balancer = point.load_balancer();
    judged = unite(judged, policy.addresses(balancer != nullptr ? balancer->vips : point.addresses));
  }
  return judged;
}

bool is_judging_point(const ir::Policy& policy, const ir::WhoItem& item) {
  return item.kind == ir::WhoItem::Kind::Point && policy.point(item.point).acl() == nullptr &&
         !policy.point(item.point).external();
}

bool comes_from_a_point(const ir::Policy& policy, ir::WhoId from) {
  const auto& items = policy.whos[from].items;
  return std::any_of(items.begin(), items.end(),
                     [&](const ir::WhoItem& item) { return is_judging_point(policy, item); });
}

// Where packets to this who go: a load balancer is its VIPs here, whatever its name stands for elsewhere.
AddressSet destinations(const ir::Policy& policy, ir::WhoId to) {
  const auto unite_all = [&](const std::vector<ir::WhoItem>& items) {
    AddressSet all;
    for (const ir::WhoItem& item : items) {
      const auto* balancer = item.kind == ir::WhoItem::Kind::Point ? policy.point(item.point).load_balancer() : nullptr;
      all = unite(all, policy.addresses(balancer != nullptr ? balancer->vips : item.addresses));
    }
    return all;
  };
  return subtract(unite_all(policy.whos[to].items), unite_all(policy.whos[to].except));
}

class AssertionLowering {
 public:
  AssertionLowering(Rules& rules, Context& context) : rules_(rules), context_(context) {}

  void add(const ast::Assertion& written) {
    const auto services = rules_.services(written.services);
    const auto from = rules_.side(written.from, {}, "the source of this assertion", std::nullopt);
    const auto to = rules_.side(written.to, {}, "the destination of this assertion", std::nullopt);
    if (!services || !from || !to) return;
    if (!rules_.has_packets(*from, *to, *services, written.span)) return;
    if (!is_judged(*from, *to, written)) return;

    context_.policy.assertions.push_back(
        {written.action == ast::Action::Allow, *services, *from, *to, written.span});
  }

 private:
  // A destination that is nobody's is judged by the outbound lists of the sources alone; without one, by none.
  bool is_judged(ir::WhoId from, ir::WhoId to, const ast::Assertion& written) {
    const ir::Policy& policy = context_.policy;
    if (comes_from_a_point(policy, from)) return true;
    if (!judged_) judged_ = judged_addresses(policy);

    const AddressSet nobodys = subtract(destinations(policy, to), *judged_);
    if (nobodys.empty()) return true;
    context_.sink.report(
        diagnose(kind::AssertionWithoutList, written.to.span, to_string(nobodys, 1))
            .with_help("assert about addresses of an instance, of a group's members or of a VIP; or `from` a point, whose outbound list is asked"));
    return false;
  }

  Rules& rules_;
  Context& context_;
  std::optional<AddressSet> judged_;
};

}  // namespace

void lower_assertions(const ast::Policy& written, Rules& rules, Context& context) {
  AssertionLowering lowering(rules, context);
  for (const ast::File& file : written.files) {
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* assertion = std::get_if<ast::Assertion>(&declaration)) lowering.add(*assertion);
    }
  }
}

}  // namespace sgc::sema
