#include "targets/host/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/utf8.h"
#include "targets/host/lists.h"

namespace sgc::host {
namespace {

constexpr std::size_t kMostPlaceBytes = 64;  // half of a comment: the rest is for the rule's own words

std::string origin_text(const ir::Policy& policy, const ir::Rule& rule) {
  const auto listener = [&] {
    const ir::Point& balancer = policy.point(rule.listener_of);
    return fmt::format("listener {} of {}", balancer.load_balancer()->listeners[rule.listener].name, balancer.name);
  };
  switch (rule.origin) {
    case ir::Origin::Written: return {};
    case ir::Origin::Blacklist: return "blacklist " + policy.blacklists[rule.blacklist.index].name;
    case ir::Origin::Listener: return listener();
    case ir::Origin::Health: return "health check of " + listener();
    case ir::Origin::IntraGroup: return "intra-group " + policy.point(rule.declared_in).name;
    case ir::Origin::Derive: return "derived";
  }
  return {};
}

// Of UTF-8: a byte that no character begins with.
void append(std::string& text, std::string_view separator, std::string_view more) {
  if (more.empty()) return;
  text += separator;
  text += more;
}

}  // namespace

std::string place_text(const SourceMap& sources, const Span& span) {
  if (!span.known()) return {};
  const std::string_view file = sources.name(span.file);
  const std::uint32_t line = sources.line(span);
  if (file.size() <= kMostPlaceBytes) return fmt::format("{}:{}", file, line);
  std::string_view end = file.substr(file.size() - kMostPlaceBytes);
  while (!end.empty() && continues_character(end.front())) end.remove_prefix(1);
  return fmt::format("…{}:{}", end, line);
}

std::string rule_comment(const ir::Policy& policy, const SourceMap& sources, const ir::Rule& rule) {
  const ir::RuleNotes& notes = policy.notes_of(rule);
  std::string text = place_text(sources, rule.span);
  append(text, " ", origin_text(policy, rule));
  append(text, " ", notes.comment);
  append(text, " ticket ", notes.ticket);
  append(text, " owner ", notes.owner);
  return text;
}

std::string default_comment(const SourceMap& sources, const ir::Default& otherwise) {
  std::string text = place_text(sources, otherwise.span);
  text += " default";
  append(text, " ", otherwise.comment);
  return text;
}

std::string_view kind_of(const ir::Point& point) {
  if (point.load_balancer() != nullptr) return "load balancer";
  return point.instance() != nullptr ? "instance" : "security group";
}

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

}  // namespace sgc::host
