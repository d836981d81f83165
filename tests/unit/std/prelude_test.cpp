// The names that every policy starts with mean what the registries say.
#include "compiler/std/prelude.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "compiler/net/parse_address.h"
#include "tests/unit/driver/compiled.h"

namespace sgc {
namespace {

// The names of one kind, as the prelude declares them.
std::vector<std::string> names(const std::string& keyword) {
  std::istringstream lines{std::string(prelude_text())};
  std::vector<std::string> found;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    if (words >> first >> second && first == keyword) found.push_back(second);
  }
  return found;
}

// Nothing of the prelude is looked at that nobody uses: this policy uses all of it, a rule each.
const ir::Policy& policy_of_everything() {
  static const driver::Compilation run = [] {
    std::string rules;
    for (const std::string& name : names("service")) rules += "allow " + name + " from any\n";
    for (const std::string& name : names("group")) rules += "allow ssh from " + name + "\n";
    return driver::sound("securitygroup web { members 10.0.1.0/24, 2001:db8:1::/64\n inbound {\n" + rules +
                         "} }");
  }();
  return run.policy;
}

template <class Named>
const Named& find(const std::vector<Named>& all, std::string_view name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
  EXPECT_NE(found, all.end()) << name;
  return *found;
}

const ServiceSet& service(std::string_view name) {
  return policy_of_everything().service_set(find(policy_of_everything().services, name).services);
}

const AddressSet& group(std::string_view name) {
  return policy_of_everything().addresses(find(policy_of_everything().groups, name).addresses);
}

AddressSet set_of(std::initializer_list<const char*> texts) {
  AddressSet set;
  for (const char* const text : texts) {
    const ParsedAddress parsed = parse_address(text);
    EXPECT_TRUE(parsed.ok()) << text;
    set = unite(set, AddressSet::of(parsed.range));
  }
  return set;
}

TEST(Prelude, ServicesHaveThePortsOfTheRegistry) {
  const std::pair<const char*, const char*> rows[] = {
      {"ssh", "tcp 22"},
      {"telnet", "tcp 23"},
      {"rdp", "tcp 3389"},
      {"http", "tcp 80"},
      {"https", "tcp 443"},
      {"smtp", "tcp 25"},
      {"submission", "tcp 587"},
      {"imap", "tcp 143"},
      {"imaps", "tcp 993"},
      {"pop3", "tcp 110"},
      {"pop3s", "tcp 995"},
      {"ldap", "tcp 389"},
      {"ldaps", "tcp 636"},
      {"ftp", "tcp 20-21"},
      {"mysql", "tcp 3306"},
      {"postgresql", "tcp 5432"},
      {"redis", "tcp 6379"},
      {"mongodb", "tcp 27017"},
      {"memcached", "tcp 11211"},
      {"kubernetes-api", "tcp 6443"},
      {"dns", "tcp 53; udp 53"},
      {"ntp", "udp 123"},
      {"snmp", "udp 161"},
      {"syslog", "udp 514"},
      {"tftp", "udp 69"},
      {"dhcp", "udp 67-68"},
      {"dhcpv6", "udp 546-547"},
      {"ping", "icmp echo-request; icmp6 echo-request"},
      {"pmtu", "icmp 3/4; icmp6 packet-too-big"},
  };
  for (const auto& [name, means] : rows) EXPECT_EQ(to_string(service(name)), means) << name;
}

TEST(Prelude, EveryServiceIsTcpButForThoseThatTheLanguageNames) {
  const std::vector<std::string> others{"dns",  "ntp",    "snmp", "syslog", "tftp",
                                        "dhcp", "dhcpv6", "ping", "pmtu"};
  for (const std::string& name : names("service")) {
    if (std::find(others.begin(), others.end(), name) != others.end()) continue;
    for (const ServiceBox& box : service(name).boxes()) {
      EXPECT_EQ(box.first_protocol, protocol::kTcp) << name;
      EXPECT_EQ(box.last_protocol, protocol::kTcp) << name;
    }
  }
}

TEST(Prelude, GroupsAreTheBlocksOfTheRegistries) {
  EXPECT_EQ(group("rfc1918"), set_of({"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}));
  EXPECT_EQ(group("ula"), set_of({"fc00::/7"}));
  EXPECT_EQ(group("loopback"), set_of({"127.0.0.0/8", "::1"}));
  EXPECT_EQ(group("link-local"), set_of({"169.254.0.0/16", "fe80::/10"}));
  EXPECT_EQ(group("multicast"), set_of({"224.0.0.0/4", "ff00::/8"}));
  EXPECT_EQ(group("documentation"),
            set_of({"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"}));
}

TEST(Prelude, BogonsHoldWhatIsNotGloballyReachable) {
  const AddressSet bogons = group("bogons");
  for (const char* const name : {"rfc1918", "ula", "loopback", "link-local", "documentation"}) {
    EXPECT_TRUE(bogons.contains(group(name))) << name;
  }
  EXPECT_TRUE(
      bogons.contains(set_of({"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/29", "192.0.0.8", "192.0.0.170",
                              "192.88.99.2", "198.18.0.0/15", "240.0.0.0/4", "::", "64:ff9b:1::/48",
                              "100::/64", "100:0:0:1::/64", "2001:2::/48", "2001:10::/28", "5f00::/16"})));
}

TEST(Prelude, BogonsHoldNothingThatIsGloballyReachable) {
  EXPECT_FALSE(group("bogons").overlaps(
      set_of({"1.1.1.1",      "9.255.255.255",   "11.0.0.0",         "172.32.0.0",      "192.0.0.9",
              "192.0.0.10",   "192.31.196.0/24", "192.52.193.0/24",  "192.175.48.0/24", "223.255.255.255",
              "64:ff9b::/96", "2001::/32",       "2001:1::1",        "2001:1::2",       "2001:1::3",
              "2001:3::/32",  "2001:4:112::/48", "2001:20::/28",     "2001:30::/28",    "2001:200::/23",
              "2002::/16",    "2606:4700::/32",  "2620:4f:8000::/48"})));
}

TEST(Prelude, APolicysOwnNameHidesIt) {
  const driver::Compilation run = driver::sound(
      "service ssh { tcp 2222 } securitygroup web { members 10.0.1.0/24 inbound { allow ssh from any } }");
  const ir::RuleList& list = run.policy.points.front().inbound;
  EXPECT_EQ(to_string(run.policy.service_set(list.rules.front().service)), "tcp 2222");
}

}  // namespace
}  // namespace sgc
