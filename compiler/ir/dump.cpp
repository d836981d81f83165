#include "compiler/ir/dump.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/net/coverage.h"

namespace sgc::ir {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRanges = 256;  // of one set: a feed of a million is not for reading

class Dumper {
 public:
  Dumper(const Policy& policy, const SourceMap& sources) : policy_(policy), sources_(sources) {}

  Json run() const {
    Json json;
    json["points"] = Json::array();
    for (const Point& point : policy_.points) json["points"].push_back(point_json(point));
    json["groups"] = Json::array();
    for (const Group& group : policy_.groups) {
      if (group.prelude && !group.used) continue;
      json["groups"].push_back({{"name", group.name}, {"addresses", set_json(group.addresses)}});
    }
    json["networks"] = networks_json();
    json["prefixLists"] = Json::array();
    for (const PrefixList& list : policy_.prefix_lists) {
      json["prefixLists"].push_back({{"name", list.name}, {"addresses", set_json(list.addresses)}});
    }
    json["feeds"] = Json::array();
    for (const Feed& feed : policy_.feeds) {
      json["feeds"].push_back(feed_json(feed));
    }
    json["blacklists"] = blacklists_json();
    json["assertions"] = assertions_json();
    json["targets"] = targets_json();
    return json;
  }

 private:
  std::string place(const Span& span) const {
    if (!span.known()) return {};
    const Place begin = sources_.begin(span);
    return fmt::format("{}:{}", begin.file, begin.line);
  }

  Json set_json(AddressSetId id) const {
    if (!id.known()) return Json::array();
    const AddressSet& set = policy_.addresses(id);
    Json json = Json::array();
    const std::size_t all = set.v4().size() + set.v6().size();
    const auto add = [&](const AddressRange& range) {
      if (json.size() < kMostRanges) json.push_back(to_string(range));
    };
    for (const RangeV4& range : set.v4()) add({Family::V4, range.first, range.last});
    for (const RangeV6& range : set.v6()) add({Family::V6, range.first, range.last});
    if (all > kMostRanges) json.push_back(fmt::format("… {} more", all - kMostRanges));
    return json;
  }

  Json feed_json(const Feed& feed) const {
    const Coverage coverage = coverage_of(policy_.addresses(feed.addresses));
    return {{"file", feed.file},
            {"entries", feed.entries},
            {"prefixes", {{"ipv4", coverage.prefixes_v4}, {"ipv6", coverage.prefixes_v6}}},
            {"covers", {{"ipv4", coverage.addresses_v4}, {"ipv6", coverage.addresses_v6}}},
            {"addresses", set_json(feed.addresses)}};
  }

  Json item_json(const WhoItem& item) const {
    switch (item.kind) {
      case WhoItem::Kind::Addresses: return set_json(item.addresses);
      case WhoItem::Kind::Any: return "any";
      case WhoItem::Kind::AnyV4: return "any4";
      case WhoItem::Kind::AnyV6: return "any6";
      case WhoItem::Kind::Group: return {{"group", policy_.groups[item.group.index].name}};
      case WhoItem::Kind::Feed:
        if (!item.feed.known()) return {{"feed", nullptr}};
        return {{"feed", policy_.feeds[item.feed.index].file}};
      case WhoItem::Kind::Point:
        if (item.self) return {{"self", policy_.point(item.point).name}};
        return {{"point", policy_.point(item.point).name}};
      case WhoItem::Kind::Network: return {{"network", policy_.networks[item.network.index].name}};
      case WhoItem::Kind::PrefixList: return {{"prefixList", policy_.prefix_lists[item.prefix_list.index].name}};
    }
    return {};
  }

  Json who_json(WhoId id) const {
    const Who& who = policy_.whos[id];
    Json json;
    json["of"] = Json::array();
    for (const WhoItem& item : who.items) json["of"].push_back(item_json(item));
    for (const WhoItem& item : who.except) json["except"].push_back(item_json(item));
    json["addresses"] = set_json(who.addresses);
    if (!who.written) json["written"] = false;
    return json;
  }

  Json rule_json(const Rule& rule) const {
    const RuleNotes& notes = policy_.notes_of(rule);
    Json json;
    json["verdict"] = to_string(rule.verdict);
    json["service"] = to_string(policy_.service_set(rule.service));
    json["source"] = who_json(rule.source);
    json["destination"] = who_json(rule.destination);
    json["kind"] = to_string(rule.origin);
    json["place"] = place(rule.span);
    json["declaredIn"] = policy_.point(rule.declared_in).name;
    if (rule.cause.known()) json["cause"] = place(rule.cause);
    if (rule.blacklist.known()) json["blacklist"] = policy_.blacklists[rule.blacklist.index].name;
    if (rule.listener_of.known()) {
      const Point& balancer = policy_.point(rule.listener_of);
      json["listener"] = balancer.name + "." + balancer.load_balancer()->listeners[rule.listener].name;
    }
    if (rule.before_established) json["beforeEstablished"] = true;
    if (notes.log) json["log"] = notes.log_prefix;
    if (!notes.comment.empty()) json["comment"] = notes.comment;
    if (!notes.owner.empty()) json["owner"] = notes.owner;
    if (!notes.ticket.empty()) json["ticket"] = notes.ticket;
    return json;
  }

  Json list_json(const RuleList& list) const {
    Json json;
    json["rules"] = Json::array();
    for (const Rule& rule : list.rules) json["rules"].push_back(rule_json(rule));
    json["default"] = {{"verdict", to_string(list.otherwise.verdict)},
                       {"written", list.otherwise.written},
                       {"place", place(list.otherwise.span)}};
    return json;
  }

  static std::string_view kind_of(const Point& point) {
    if (point.load_balancer() != nullptr) return "loadbalancer";
    if (point.instance() != nullptr) return "instance";
    if (point.acl() != nullptr) return "acl";
    return "securitygroup";
  }

  Json point_json(const Point& point) const {
    Json json;
    json["name"] = point.name;
    json["kind"] = kind_of(point);
    json["place"] = place(point.span);
    if (!point.description.empty()) json["description"] = point.description;
    if (!point.owner.empty()) json["owner"] = point.owner;
    for (const auto& [key, value] : point.tags) json["tags"][key] = value;
    if (point.network.known()) json["network"] = policy_.networks[point.network.index].name;
    json["addresses"] = set_json(point.addresses);
    if (point.external()) json["external"] = true;
    if (const auto* balancer = point.load_balancer()) json["listeners"] = listeners_json(*balancer);
    if (const auto* instance = point.instance()) {
      for (const PointId group : instance->groups) json["groups"].push_back(policy_.point(group).name);
    }
    json["inbound"] = list_json(point.inbound);
    json["outbound"] = list_json(point.outbound);
    return json;
  }

  Json listeners_json(const LoadBalancerPart& balancer) const {
    Json json = Json::array();
    for (const Listener& listener : balancer.listeners) {
      json.push_back({{"name", listener.name},
                      {"protocol", listener.protocol},
                      {"port", listener.port},
                      {"backend", policy_.point(listener.backend).name},
                      {"backendPort", listener.backend_port},
                      {"from", who_json(listener.from)},
                      {"healthPort", listener.health_port},
                      {"snat", balancer.snat},
                      {"place", place(listener.span)}});
    }
    return json;
  }

  Json networks_json() const {
    Json json = Json::array();
    for (const Network& network : policy_.networks) {
      if (network.predeclared && !network.used) continue;
      json.push_back({{"name", network.name},
                      {"kind", network.classic ? "classic" : "vpc"},
                      {"cidr", set_json(network.cidr)}});
    }
    return json;
  }

  Json blacklists_json() const {
    Json json = Json::array();
    for (const Blacklist& blacklist : policy_.blacklists) {
      Json entry;
      entry["name"] = blacklist.name;
      entry["place"] = place(blacklist.span);
      if (blacklist.who.known()) entry["who"] = who_json(blacklist.who);
      if (blacklist.services.known()) entry["services"] = to_string(policy_.service_set(blacklist.services));
      entry["on"] = Json::array();
      for (const PointId point : blacklist.on) entry["on"].push_back(policy_.point(point).name);
      entry["direction"] = blacklist.inbound && blacklist.outbound ? "both" : blacklist.inbound ? "inbound" : "outbound";
      json.push_back(std::move(entry));
    }
    return json;
  }

  Json assertions_json() const {
    Json json = Json::array();
    for (const Assertion& assertion : policy_.assertions) {
      json.push_back({{"expect", assertion.allow ? "allow" : "deny"},
                      {"service", to_string(policy_.service_set(assertion.services))},
                      {"from", who_json(assertion.from)},
                      {"to", who_json(assertion.to)},
                      {"place", place(assertion.span)}});
    }
    return json;
  }

  static Json value_json(const OptionValue& value) {
    if (const auto* text = std::get_if<std::string>(&value.value)) return *text;
    return std::get<std::int64_t>(value.value);
  }

  Json targets_json() const {
    Json json = Json::array();
    for (const TargetSettings& settings : policy_.targets) {
      Json entry;
      entry["name"] = settings.target;
      for (const auto& [name, value] : settings.options) entry["options"][name] = value_json(value);
      for (const auto& [name, value] : settings.quotas) entry["quotas"][name] = value_json(value);
      for (const auto& [name, bound] : settings.bindings) entry["bindings"][name] = bound.id;
      json.push_back(std::move(entry));
    }
    return json;
  }

  const Policy& policy_;
  const SourceMap& sources_;
};

}  // namespace

std::string dump(const Policy& policy, const SourceMap& sources) {
  constexpr int kIndent = 2;
  return Dumper(policy, sources).run().dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sgc::ir
