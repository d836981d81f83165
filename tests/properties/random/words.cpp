#include "tests/properties/random/words.h"

#include <string_view>

namespace sgc::properties {
namespace {

constexpr std::string_view kNames[] = {"office", "partners", "vpn", "guests", "backend", "edge", "db", "cache", "_private",
                                       "web-tier", "monitoring", "Zone_9", "a", "prod-eu-1", "drop", "accept", "input"};

// Keywords that may be names. `sport` and the flags of feeds are names too, but read differently after a service or a
// feed, which is a matter for the tests of the syntax.
constexpr std::string_view kKeywords[] = {
    "include", "group", "service", "securitygroup", "loadbalancer", "instance", "acl", "network", "blacklist", "target",
    "assert", "description", "owner", "tags", "members", "inbound", "outbound", "external", "scheme", "kind", "created",
    "vip", "addresses", "snat", "listener", "groups", "subnets", "derive", "cidr", "services", "on", "direction", "log",
    "established", "default", "comment", "ticket", "expires", "ignore", "health", "bind", "quota", "intra-group"};

constexpr std::string_view kServiceNames[] = {"app", "admin", "game_2", "mail-out", "backup", "web", "members", "vip", "health"};

constexpr std::string_view kPlainTexts[] = {"front door", "SEC-4711", "until the move", "db replication", "x"};

// Each would end a comment, a string or a rule somewhere, were it written as it is.
constexpr std::string_view kHostileTexts[] = {
    R"(\" accept)", R"(}; flush ruleset)", R"(*/ return 0; /*)", R"($(reboot) `id` $HOME %n)", R"(a\nb # c)",
    R"(\\\")", "привет, 世界", R"(-j ACCEPT)", R"(tab\there)", "'; DROP TABLE rules; --", R"({{mustache}} {{{raw}}})"};

template <std::size_t size>
std::string pick(Dice& dice, const std::string_view (&words)[size]) {
  return std::string(dice.pick(std::span<const std::string_view>(words)));
}

std::string unlike(std::set<std::string>& taken, std::string name) {
  while (!taken.insert(name).second) name += std::to_string(taken.size());
  return name;
}

}  // namespace

std::string new_name(Draft& draft) {
  const bool keyword = draft.options.keywords_as_names && draft.dice.one_in(6);
  return unlike(draft.taken, keyword ? pick(draft.dice, kKeywords) : pick(draft.dice, kNames));
}

std::string new_service_name(Draft& draft) { return unlike(draft.taken_services, pick(draft.dice, kServiceNames)); }

std::string text(Draft& draft) {
  const bool hostile = draft.options.hostile_texts && draft.dice.one_in(3);
  return '"' + (hostile ? pick(draft.dice, kHostileTexts) : pick(draft.dice, kPlainTexts)) + '"';
}

std::string short_text(Draft& draft, std::size_t most) {
  for (std::string drawn = text(draft);; drawn = text(draft)) {
    if (drawn.size() <= most + 2 && drawn.find("\\n") == std::string::npos) return drawn;
  }
}

}  // namespace sgc::properties
