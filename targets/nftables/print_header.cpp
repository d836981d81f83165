#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <algorithm>

#include "targets/nftables/lower.h"
#include "targets/nftables/print.h"
#include "targets/nftables/quote.h"
#include "targets/nftables/templates.h"
#include "targets/nftables/wording.h"

namespace sgc::nftables {
namespace {

std::string remark(std::string_view text) { return quote(text, Place::Remark).text; }

std::string_view kind_of(const ir::Point& point) {
  if (point.load_balancer() != nullptr) return "load balancer";
  return point.instance() != nullptr ? "instance" : "security group";
}

// Which machines the file is for.
std::string hosts_of(const ir::Policy& policy, const ir::Point& point) {
  std::string addresses;
  if (!policy.addresses(point.addresses).empty()) addresses = fmt::format(" ({})", to_string(policy.addresses(point.addresses)));
  if (point.load_balancer() != nullptr) return "the machines that are this load balancer" + addresses;
  if (point.instance() != nullptr) return "the host that is this instance" + addresses;
  return fmt::format("hosts that are in this group alone{}; a host in several groups is an instance", addresses);
}

std::string_view baseline_text(bool baseline) {
  return baseline ? "Before the lists stand loopback, IPv6 neighbour discovery, multicast listener discovery, IGMP, and DHCP as a client."
                  : "Before the lists stands loopback.";
}

bool cuts_established(const ir::Point& point) {
  return std::any_of(std::begin(ir::kDirections), std::end(ir::kDirections), [&](ir::Direction direction) {
    return !rules_before_established(point.list(direction)).empty();
  });
}

}  // namespace

std::string print_header(const Model& model, const targets::Request& request) {
  using kainjow::mustache::data;
  const ir::Point& point = *model.point;

  data facts;
  facts["kind"] = std::string(kind_of(point));
  facts["point"] = point.name;
  facts["table"] = "sgc-" + point.name;
  facts["version"] = remark(request.version);
  facts["place"] = remark(place_text(request.sources, point.span));
  facts["hosts"] = remark(hosts_of(request.policy, point));
  facts["baseline"] = std::string(baseline_text(model.options.baseline));
  if (!point.description.empty()) facts["description"] = remark(point.description);
  if (!point.owner.empty()) facts["owner"] = remark(point.owner);
  if (!model.options.baseline) facts["left_out"] = std::string("the baseline, by `baseline off`: the lists alone judge neighbour discovery and DHCP.");
  facts["established_deny"] = cuts_established(point);
  facts["structured"] = model.structured;

  kainjow::mustache::mustache header{std::string(template_text("nftables_header.mustache"))};
  return header.render(facts);
}

}  // namespace sgc::nftables
