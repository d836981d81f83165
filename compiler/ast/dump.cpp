#include "compiler/ast/dump.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace sgc::ast {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

std::string_view text_of(Action action) {
  switch (action) {
    case Action::Allow: return "allow";
    case Action::Deny: return "deny";
    case Action::Reject: return "reject";
  }
  return {};
}

std::string_view text_of(BlockKind kind) {
  switch (kind) {
    case BlockKind::SecurityGroup: return "securitygroup";
    case BlockKind::LoadBalancer: return "loadbalancer";
    case BlockKind::Instance: return "instance";
    case BlockKind::Acl: return "acl";
    case BlockKind::Network: return "network";
    case BlockKind::Blacklist: return "blacklist";
    case BlockKind::PrefixList: return "prefixlist";
  }
  return {};
}

// One node of the tree after the other; each begins with what it is and where it stands.
class Dump {
 public:
  explicit Dump(const SourceMap& sources) : sources_(sources) {}

  Json file(const File& file) const {
    Json json{{"file", sources_.name(file.id)}, {"declarations", Json::array()}};
    for (const Declaration& declaration : file.declarations) {
      json["declarations"].push_back(std::visit([this](const auto& d) { return node(d); }, declaration));
    }
    return json;
  }

 private:
  Json begin(std::string_view what, const Span& span) const {
    const Place place = sources_.begin(span);
    return {{"node", what}, {"at", fmt::format("{}:{}:{}", place.file, place.line, place.column)}};
  }

  template <class Items>
  Json list(const Items& items) const {
    Json json = Json::array();
    for (const auto& item : items) json.push_back(node(item));
    return json;
  }

  template <class Option>
  void put(Json& json, std::string_view key, const std::optional<Option>& option) const {
    if (option) json[std::string(key)] = node(*option);
  }

  Json node(const Name& name) const {
    Json json = begin("name", name.span);
    json["text"] = name.text;
    return json;
  }

  Json node(const String& string) const {
    Json json = begin("string", string.span);
    json["value"] = string.value;
    return json;
  }

  Json node(const Date& date) const {
    Json json = begin("date", date.span);
    json["text"] = sources_.text(date.span);
    json["days"] = date.days;
    return json;
  }

  // ---- who ----

  Json node(const WhoElement& element) const {
    return std::visit(
        Overloaded{
            [&](const Name& name) { return node(name); },
            [&](const AddressRange& range) {
              Json json = begin("addresses", element.span);
              json["text"] = to_string(range);
              return json;
            },
            [&](const AnyAddress& any) { return begin(any.v4 && any.v6 ? "any" : any.v4 ? "any4" : "any6", element.span); },
            [&](const Boxed<FeedRef>& feed) { return feed_node(*feed, element.span); },
            [&](const SelfRef&) { return begin("self", element.span); },
            [&](const Unreadable&) { return begin("unreadable", element.span); },
        },
        element.what);
  }

  Json feed_node(const FeedRef& feed, const Span& span) const {
    Json json = begin("feed", span);
    json["path"] = feed.path.value;
    if (feed.min) json["min"] = *feed.min;
    if (feed.max) json["max"] = *feed.max;
    if (feed.optional) json["optional"] = true;
    if (feed.wide) json["wide"] = true;
    return json;
  }

  Json node(const Who& who) const {
    Json json = begin("who", who.span);
    json["elements"] = list(who.elements);
    if (!who.except.empty()) json["except"] = list(who.except);
    return json;
  }

  // ---- what ----

  static Json ranges(const std::vector<NumberRange>& written) {
    Json json = Json::array();
    for (const NumberRange& range : written) json.push_back({range.first, range.last});
    return json;
  }

  Json node(const ServiceItem& item) const {
    return std::visit(
        Overloaded{
            [&](const Name& name) { return node(name); },
            [&](const PortItem& ports) {
              Json json = begin(protocol_text(ports.protocol), item.span);
              if (!ports.destination.empty()) json["ports"] = ranges(ports.destination);
              if (!ports.source.empty()) json["sourcePorts"] = ranges(ports.source);
              return json;
            },
            [&](const IcmpItem& icmp) {
              Json json = begin(icmp.family == Family::V4 ? "icmp" : "icmp6", item.span);
              if (icmp.type) json["type"] = *icmp.type;
              if (icmp.code) json["code"] = *icmp.code;
              return json;
            },
            [&](const ProtocolItem& protocol) {
              Json json = begin("protocol", item.span);
              json["number"] = protocol.number;
              return json;
            },
            [&](const AllServices&) { return begin("all", item.span); },
            [&](const Unreadable&) { return begin("unreadable", item.span); },
        },
        item.what);
  }

  // ---- rules ----

  Json node(const Log& log) const {
    Json json = begin("log", log.span);
    put(json, "prefix", log.prefix);
    return json;
  }

  Json node(const Ignore& ignore) const {
    Json json = begin("ignore", ignore.span);
    json["code"] = fmt::format("SGC{:04}", ignore.code);
    json["reason"] = ignore.reason.value;
    return json;
  }

  Json node(const Rule& rule) const {
    Json json = begin("rule", rule.span);
    json["action"] = text_of(rule.action);
    json["services"] = list(rule.services);
    put(json, "from", rule.from);
    put(json, "to", rule.to);
    put(json, "log", rule.options->log);
    put(json, "comment", rule.options->comment);
    put(json, "owner", rule.options->owner);
    put(json, "ticket", rule.options->ticket);
    put(json, "expires", rule.options->expires);
    if (!rule.options->ignores.empty()) json["ignore"] = list(rule.options->ignores);
    return json;
  }

  Json node(const Default& written) const {
    Json json = begin("default", written.span);
    json["action"] = text_of(written.action);
    put(json, "log", written.log);
    put(json, "comment", written.comment);
    if (!written.ignores.empty()) json["ignore"] = list(written.ignores);
    return json;
  }

  Json node(const RuleBlock& block) const {
    Json json = begin("rules", block.span);
    json["rules"] = list(block.rules);
    json["defaults"] = list(block.defaults);
    return json;
  }

  // ---- declarations ----

  Json node(const Include& include) const {
    Json json = begin("include", include.span);
    json["path"] = include.path.value;
    return json;
  }

  Json node(const Group& group) const {
    Json json = begin("group", group.span);
    json["name"] = group.name.text;
    json["who"] = node(group.who);
    return json;
  }

  Json node(const Service& service) const {
    Json json = begin("service", service.span);
    json["name"] = service.name.text;
    json["items"] = list(service.items);
    return json;
  }

  Json node(const Tag& tag) const {
    Json json = begin("tag", tag.key.span);
    json["key"] = tag.key.text;
    json["value"] = tag.value.value;
    return json;
  }

  Json node(const Listener& listener) const {
    Json json = begin("listener", listener.name.span);
    json["name"] = listener.name.text;
    json["protocol"] = listener.protocol.text;
    json["port"] = listener.port;
    json["backend"] = listener.backend.text;
    json["backendPort"] = listener.backend_port;
    json["from"] = node(listener.from);
    if (!listener.ignores.empty()) json["ignore"] = list(listener.ignores);
    if (!listener.health) return json;
    json["health"] = begin("health", listener.health->span);
    json["health"]["protocol"] = listener.health->protocol.text;
    json["health"]["port"] = listener.health->port;
    return json;
  }

  Json node(const Statement& statement) const {
    Json json = begin("statement", statement.span);
    json["keyword"] = statement.keyword.text;
    const auto value = Overloaded{
        [](const Flag&) { return Json(true); },
        [&](const std::vector<Name>& names) { return list(names); },
        [&](const std::vector<ServiceItem>& items) { return list(items); },
        [&](const std::vector<Tag>& tags) { return list(tags); },
        [&](const auto& other) { return node(other); },
    };
    json["value"] = std::visit(value, statement.value);
    return json;
  }

  Json node(const Block& block) const {
    Json json = begin(text_of(block.kind), block.span);
    json["name"] = block.name.text;
    json["statements"] = list(block.statements);
    return json;
  }

  Json node(const Assertion& assertion) const {
    Json json = begin("assert", assertion.span);
    json["action"] = text_of(assertion.action);
    json["services"] = list(assertion.services);
    json["from"] = node(assertion.from);
    json["to"] = node(assertion.to);
    return json;
  }

  Json node(const TargetOption& option) const {
    Json json = begin("option", option.span);
    json["name"] = option.name.text;
    if (option.subject) json["of"] = option.subject->text;
    const auto value = Overloaded{
        [](const Name& name) { return Json(name.text); },
        [](const String& string) { return Json(string.value); },
        [](std::int64_t number) { return Json(number); },
    };
    json["value"] = std::visit(value, option.value);
    return json;
  }

  Json node(const Binding& binding) const {
    Json json = begin("bind", binding.name.span);
    json["name"] = binding.name.text;
    json["id"] = binding.id.value;
    return json;
  }

  Json node(const Target& target) const {
    Json json = begin("target", target.span);
    json["name"] = target.name.text;
    json["options"] = list(target.options);
    json["bindings"] = list(target.bindings);
    return json;
  }

  const SourceMap& sources_;
};

}  // namespace

std::string dump(const Policy& policy, const SourceMap& sources) {
  const Dump dump(sources);
  Json json = Json::array();
  for (const File& file : policy.files) json.push_back(dump.file(file));
  return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sgc::ast
