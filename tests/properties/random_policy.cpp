#include "tests/properties/random_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/net/parse_address.h"
#include "tests/properties/random/draft.h"
#include "tests/properties/random/points.h"
#include "tests/properties/random/rules.h"
#include "tests/properties/random/services.h"
#include "tests/properties/random/whos.h"
#include "tests/properties/random/words.h"

namespace sgc::properties {
namespace {

// How many of something there are: none to `most`.
std::size_t up_to(std::size_t most, bool wanted, Dice& dice) { return wanted ? dice.below(most + 1) : 0; }

// Everything that has addresses, named before any list is written.
struct Plans {
  std::vector<Plan> networks;
  std::vector<Plan> security_groups;
  std::vector<Plan> load_balancers;
  std::vector<Plan> instances;
  std::vector<Plan> acls;
  std::vector<Plan> external_groups;
  std::vector<Plan> prefix_lists;
};

std::vector<Plan> several(std::size_t count, Draft& draft, Who (*addresses)(Draft&)) {
  std::vector<Plan> made;
  for (std::size_t i = 0; i < count; ++i) made.push_back(plan(draft, addresses(draft)));
  return made;
}

Who anywhere(Draft& draft) { return any_who(draft, {.any = false, .groups = false, .points = false, .except = false}); }

Plans make_plans(Draft& draft) {
  const RandomPolicyOptions& options = draft.options;
  Dice& dice = draft.dice;
  Plans plans;
  plans.networks = several(up_to(2, options.networks, dice), draft, home);
  plans.security_groups = several(1 + dice.below(std::max<std::size_t>(options.security_groups, 1)), draft, members);
  plans.load_balancers = several(up_to(2, options.load_balancers, dice), draft, home);
  plans.instances = several(up_to(2, options.instances, dice), draft, home);
  plans.acls = several(up_to(1, options.acls, dice), draft, home);
  plans.external_groups = several(up_to(1, options.externals, dice), draft, anywhere);
  plans.prefix_lists = several(up_to(1, options.externals, dice), draft, anywhere);
  return plans;
}

std::vector<std::string> names_of(const std::vector<Plan>& plans) {
  std::vector<std::string> names;
  for (const Plan& one : plans) names.push_back(one.name);
  return names;
}

std::vector<std::string> write_blacklists(Draft& draft, const Plans& plans, AddressSet& on_all) {
  std::vector<Plan> points = plans.security_groups;
  points.insert(points.end(), plans.load_balancers.begin(), plans.load_balancers.end());
  points.insert(points.end(), plans.instances.begin(), plans.instances.end());

  std::vector<std::string> written;
  for (std::size_t i = up_to(2, draft.options.blacklists, draft.dice); i > 0; --i) {
    written.push_back(blacklist(draft, points, on_all));
  }
  return written;
}

// A group that nobody binds and no listener serves, far from everybody, so that what is asserted of it is sure to hold.
std::vector<std::string> write_assertions(Draft& draft, const AddressSet& blacklisted) {
  const AddressSet clients = AddressSet::of(parse_address("198.51.100.128/25").range);
  const std::string name = new_name(draft);
  std::vector<std::string> written{fmt::format(
      "securitygroup {} {{\n  members 198.51.100.0/26\n  inbound {{ allow tcp 4000-4099 from 198.51.100.128/25 }}\n}}\n", name)};
  written.push_back(fmt::format("assert deny udp 53, icmp from 198.51.100.128/25 to {}\n", name));
  written.push_back(fmt::format("assert deny tcp 4000 from any except 198.51.100.128/25 to {}\n", name));
  if (!blacklisted.overlaps(clients)) {
    written.push_back(fmt::format("assert allow tcp 4000, 4050-4099 from 198.51.100.128/26, 198.51.100.255 to {}\n", name));
  }
  return written;
}

// Declarations in any order, some of them in a file that is included.
RandomPolicy assemble(Draft& draft, std::vector<std::string> declarations) {
  Dice& dice = draft.dice;
  for (std::size_t i = declarations.size(); i > 1; --i) std::swap(declarations[i - 1], declarations[dice.below(i)]);

  RandomPolicy policy;
  const std::size_t apart = draft.options.includes && dice.one_in(3) ? dice.below(declarations.size()) : 0;
  if (apart > 0) policy.text = "include \"more.sg\"\n\n";
  for (std::size_t i = 0; i < declarations.size(); ++i) {
    std::string& file = i < apart ? draft.files["more.sg"] : policy.text;
    file += declarations[i] + "\n";
  }
  policy.files = std::move(draft.files);
  return policy;
}

void keep_meaning(Draft& draft, RandomPolicy& policy) {
  for (const auto* names : {&draft.groups, &draft.points}) {
    for (const NamedSet& named : *names) policy.addresses[named.name] = named.set;
  }
  for (const NamedService& named : draft.services) policy.services[named.name] = named.set;
  policy.rules = std::move(draft.rules);
}

}  // namespace

RandomPolicy random_policy(std::uint64_t seed, const RandomPolicyOptions& options) {
  Draft draft(seed, options);
  add_prelude_groups(draft);
  add_prelude_services(draft);

  std::vector<std::string> declarations = options.target_blocks;
  for (std::size_t i = up_to(options.services, true, draft.dice); i > 0; --i) declarations.push_back(new_service(draft));
  for (std::size_t i = up_to(options.groups, true, draft.dice); i > 0; --i) declarations.push_back(new_group(draft));

  const Plans plans = make_plans(draft);
  const std::vector<std::string> networks = names_of(plans.networks);
  for (const Plan& point : plans.networks) declarations.push_back(network(draft, point));
  for (const Plan& point : plans.security_groups) declarations.push_back(security_group(draft, point, networks));
  for (const Plan& point : plans.load_balancers) declarations.push_back(load_balancer(draft, point, plans.security_groups));
  for (const Plan& point : plans.instances) declarations.push_back(instance(draft, point, plans.security_groups));
  for (const Plan& point : plans.acls) declarations.push_back(acl(draft, point));
  for (const Plan& point : plans.external_groups) declarations.push_back(external_group(draft, point));
  for (const Plan& point : plans.prefix_lists) declarations.push_back(prefix_list(draft, point));

  AddressSet blacklisted;
  const auto add = [&declarations](const std::vector<std::string>& more) {
    declarations.insert(declarations.end(), more.begin(), more.end());
  };
  add(write_blacklists(draft, plans, blacklisted));
  if (options.assertions && draft.dice.one_in(2)) add(write_assertions(draft, blacklisted));

  RandomPolicy policy = assemble(draft, declarations);
  policy.security_groups = names_of(plans.security_groups);
  policy.load_balancers = names_of(plans.load_balancers);
  policy.instances = names_of(plans.instances);
  keep_meaning(draft, policy);
  return policy;
}

}  // namespace sgc::properties
