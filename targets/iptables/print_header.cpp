#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include <algorithm>

#include "targets/host/wording.h"
#include "targets/iptables/names.h"
#include "targets/iptables/print.h"
#include "targets/iptables/quote.h"
#include "targets/iptables/templates.h"

namespace sgc::iptables {
namespace {

using kainjow::mustache::data;

std::string remark(std::string_view text) { return quote(text, Place::Remark).text; }

data facts_of(const Model& model, const targets::Request& request) {
  const ir::Point& point = *model.point;
  data facts;
  facts["kind"] = std::string(host::kind_of(point));
  facts["point"] = point.name;
  facts["version"] = remark(request.version);
  facts["place"] = remark(host::place_text(request.sources, point.span));
  facts["noflush"] = std::string(model.options.table == TableMode::Shared ? " --noflush" : "");
  return facts;
}

// Without the empty lines that sections leave behind.
std::string rendered(std::string_view name, const data& facts) {
  kainjow::mustache::mustache header{std::string(template_text(name))};
  std::string text = header.render(facts);
  const auto is_double = [](char a, char b) { return a == '\n' && b == '\n'; };
  text.erase(std::unique(text.begin(), text.end(), is_double), text.end());
  return text;
}

}  // namespace

std::string sets_header(const Model& model, const targets::Request& request) {
  return rendered("iptables_sets_header.mustache", facts_of(model, request));
}

std::string rules_header(const Model& model, Family family, const targets::Request& request) {
  const ir::Point& point = *model.point;
  const bool v4 = family == Family::V4;
  const bool shared = model.options.table == TableMode::Shared;

  data facts = facts_of(model, request);
  facts["family"] = std::string(v4 ? "IPv4" : "IPv6");
  facts["tool"] = std::string(v4 ? "iptables" : "ip6tables");
  facts["ending"] = std::string(v4 ? "v4" : "v6");
  facts["hosts"] = remark(host::hosts_of(request.policy, point));
  facts["set_prefix"] = set_prefix(point.name);
  facts["whole"] = !shared;
  facts["shared"] = shared;
  facts["forward"] = std::string(model.options.forward_accept ? "ACCEPT" : "DROP");
  facts["list_in"] = list_chain(point.name, ir::Direction::Inbound);
  facts["list_out"] = list_chain(point.name, ir::Direction::Outbound);
  facts["chain_prefix"] = chain_prefix(point.name);
  facts["baseline"] = std::string(host::baseline_text(model.options.baseline));
  if (!point.description.empty()) facts["description"] = remark(point.description);
  if (!point.owner.empty()) facts["owner"] = remark(point.owner);
  if (!model.options.baseline) facts["left_out"] = std::string("the baseline, by `baseline off`: the lists alone judge neighbour discovery and DHCP.");
  facts["established_deny"] = host::cuts_established(point);
  facts["structured"] = model.structured;
  return rendered("iptables_rules_header.mustache", facts);
}

}  // namespace sgc::iptables
