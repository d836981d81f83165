// How much of a rule others take (SGC3003), and whether anything of it comes to the point (SGC3007), against weighing
// every cell: sets are unions of a few stretches, whose sizes are known.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "compiler/checks/lists/measure.h"
#include "compiler/checks/lists/rest_of_services.h"
#include "compiler/checks/wording.h"
#include "compiler/diag/catalog.h"
#include "tests/night.h"
#include "tests/properties/space/small_world.h"
#include "tests/unit/driver/compiled.h"

namespace sgc::checks {
namespace {

struct Stretch {
  std::string_view text;
  double size = 0;
};

// The last of each are all that the others leave: nobody names that alone.
constexpr Stretch kSources[] = {{"198.18.0.0/30", 4}, {"198.18.0.4/31", 2}, {"198.18.0.6", 1}, {"198.18.0.8/29", 8},
                                {"", 0x1p32 - 15}};
constexpr Stretch kDestinations[] = {{"10.0.0.0/31", 2}, {"10.0.0.4", 1}, {"10.0.0.8/30", 4}, {"10.0.0.13", 1},
                                     {"10.0.1.0/24", 256}, {"10.1.0.0/16", 65536}, {"", 0x1p32 - 65800}};
constexpr Stretch kPorts[] = {{"80", 1}, {"81", 1}, {"443", 1}, {"", 65536 - 3}};
constexpr Stretch kSixSources[] = {{"2001:db8::/64", 0x1p64}, {"", 0x1p128 - 0x1p64}};
constexpr Stretch kSixDestinations[] = {{"2001:db8:1::/96", 0x1p32}, {"2001:db8:2::1", 1}, {"", 0x1p128 - 0x1p32 - 1}};

using Part = unsigned;  // of a row of stretches, a bit each

template <std::size_t kCount>
constexpr Part all_of(const Stretch (&)[kCount]) {
  return (1U << kCount) - 1;
}

template <std::size_t kCount>
std::string text_of(const Stretch (&stretches)[kCount], Part part, std::string_view everything) {
  if (part == all_of(stretches)) return std::string(everything);
  std::string text;
  for (std::size_t i = 0; i < kCount; ++i) {
    if ((part >> i & 1U) != 0) text += (text.empty() ? "" : ", ") + std::string(stretches[i].text);
  }
  return text;
}

struct Side {
  Part four = 0;
  Part six = 0;
};

struct Rule {
  bool allows = true;
  Side from;
  Side to;
  Part ports = 0;
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    const bool many = below(8) == 0;  // so that some set has a crowd of partners
    const std::size_t count = many ? 60 + below(40) : 2 + below(7);
    for (std::size_t i = 0; i < count; ++i) rules.push_back(rule());
    if (below(4) != 0) members = {some(kDestinations, false), below(2) == 0 ? some(kSixDestinations, false) : 0};
  }

  std::vector<Rule> rules;
  Side members;

  std::string text() const {
    std::string text = "securitygroup web {\n";
    if (members.four != 0 || members.six != 0) text += "  members " + side(members, kDestinations, kSixDestinations) + "\n";
    text += "  inbound {\n";
    for (const Rule& rule : rules) {
      text += rule.allows ? "allow tcp" : "deny tcp";
      if (rule.ports != all_of(kPorts)) text += " " + text_of(kPorts, rule.ports, "");
      text += " from " + side(rule.from, kSources, kSixSources) + " to " + side(rule.to, kDestinations, kSixDestinations) + "\n";
    }
    return text + "  }\n}\n";
  }

  // The rule of a line of the text.
  std::size_t rule_at(std::uint32_t line) const {
    return line - (members.four != 0 || members.six != 0 ? 4 : 3);
  }

 private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  template <std::size_t kCount>
  Part some(const Stretch (&stretches)[kCount], bool perhaps_all = true) {
    if (perhaps_all && below(3) == 0) return all_of(stretches);
    return 1 + below((1U << (kCount - 1)) - 1);
  }

  Rule rule() {
    Rule rule{below(2) == 0, {}, {}, some(kPorts)};
    const std::uint32_t families = below(4);  // 0 and 1: IPv4; 2: IPv6; 3: both
    if (families != 2) rule.from.four = some(kSources), rule.to.four = some(kDestinations);
    if (families >= 2) rule.from.six = some(kSixSources), rule.to.six = some(kSixDestinations);
    return rule;
  }

  template <std::size_t kFour, std::size_t kSix>
  static std::string side(const Side& side, const Stretch (&four)[kFour], const Stretch (&six)[kSix]) {
    if (side.four == all_of(four) && side.six == all_of(six)) return "any";
    std::string text = side.four != 0 ? text_of(four, side.four, "any4") : "";
    if (side.six != 0) text += (text.empty() ? "" : ", ") + text_of(six, side.six, "any6");
    return text;
  }

  std::mt19937_64 random_;
};

struct Weighed {
  bool alive = false;
  std::map<std::size_t, double> taken;  // by the rules of the other verdict
  double all_taken = 0;
};

// Looks at each cell of one family of a rule.
template <std::size_t kFrom, std::size_t kTo>
void weigh(const World& world, std::size_t place, Part Side::*family, const Stretch (&from)[kFrom],
           const Stretch (&to)[kTo], double families, Weighed& weighed) {
  const auto has = [&](const Rule& rule, std::size_t source, std::size_t destination, std::size_t port) {
    return (rule.from.*family >> source & rule.to.*family >> destination & rule.ports >> port & 1U) != 0;
  };
  double all = 0;
  std::map<std::size_t, double> taken;
  for (std::size_t source = 0; source < kFrom; ++source) {
    for (std::size_t destination = 0; destination < kTo; ++destination) {
      for (std::size_t port = 0; port < std::size(kPorts); ++port) {
        if (!has(world.rules[place], source, destination, port)) continue;
        const double weight = from[source].size * to[destination].size * kPorts[port].size;
        all += weight;
        std::size_t first = 0;
        while (!has(world.rules[first], source, destination, port)) ++first;
        weighed.alive |= first == place;
        if (world.rules[first].allows != world.rules[place].allows) taken[first] += weight;
      }
    }
  }
  for (const auto& [rule, weight] : taken) {
    weighed.taken[rule] += weight / all / families;
    weighed.all_taken += weight / all / families;
  }
}

Weighed weigh(const World& world, std::size_t place) {
  const Rule& rule = world.rules[place];
  const bool both = rule.from.four != 0 && rule.from.six != 0;
  Weighed weighed;
  if (rule.from.four != 0) weigh(world, place, &Side::four, kSources, kDestinations, both ? 2 : 1, weighed);
  if (rule.from.six != 0) weigh(world, place, &Side::six, kSixSources, kSixDestinations, both ? 2 : 1, weighed);
  return weighed;
}

// No packet of the rule goes to a member. Nothing is said where nobody told who is inside.
bool is_irrelevant(const World& world, const Rule& rule) {
  const bool told = world.members.four != 0 || world.members.six != 0;
  return told && (rule.to.four & world.members.four) == 0 && (rule.to.six & world.members.six) == 0;
}

// A share is told to half a percent, rounded.
bool tells(const std::string& text, double share) {
  constexpr double kPrecision = 0.005;
  return text.find(percent(share)) != std::string::npos || text.find(percent(share - kPrecision)) != std::string::npos;
}

std::uint64_t seeds() { return at_night() ? 10'000 : 400; }

TEST(Shares, AreWhatWeighingEachCellSays) {
  constexpr double kHalf = 0.5 + 1e-11;
  std::size_t said = 0;
  std::size_t irrelevant = 0;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const World world(seed);
    const driver::Compilation run = driver::compiled(world.text());
    std::map<std::size_t, const Diagnostic*> partial;
    std::map<std::size_t, const Diagnostic*> beside;
    for (const Diagnostic& finding : run.sink.all()) {
      ASSERT_GE(finding.code, 2000U) << finding.message << "\n" << world.text();
      ASSERT_NE(finding.code, kind::NotDecided.code) << world.text();
      const std::size_t rule = world.rule_at(run.sources.line(finding.where));
      if (finding.code == kind::PartialShadowing.code) partial[rule] = &finding;
      if (finding.code == kind::Irrelevance.code) beside[rule] = &finding;
    }
    for (std::size_t rule = 0; rule < world.rules.size(); ++rule) {
      SCOPED_TRACE(testing::Message() << "rule " << rule << " of\n" << world.text());
      ASSERT_EQ(beside.contains(rule), is_irrelevant(world, world.rules[rule]));
      irrelevant += beside.count(rule);

      const Weighed weighed = weigh(world, rule);
      ASSERT_EQ(partial.contains(rule), weighed.alive && weighed.all_taken > kHalf) << weighed.all_taken;
      if (!partial.contains(rule)) continue;
      ++said;
      const Diagnostic& finding = *partial[rule];
      EXPECT_TRUE(tells(finding.message, weighed.all_taken)) << finding.message << " but " << weighed.all_taken;
      for (const DiagnosticNote& note : finding.notes) {
        const std::size_t taker = world.rule_at(run.sources.line(note.where));
        EXPECT_TRUE(tells(note.message, weighed.taken.at(taker))) << note.message << " but " << weighed.taken.at(taker);
      }
    }
  }
  EXPECT_GT(said, seeds() / 4);
  EXPECT_GT(irrelevant, seeds() / 4);
}

// Half of a network and one host more, host by host: so many that their sizes are summed up, and the last one decides.
TEST(Shares, AreSummedUpOverManyPartners) {
  std::string hosts;
  for (int host = 0; host < 32; ++host) hosts += fmt::format("    deny tcp 80 from any4 to 10.0.0.{}\n", host);
  const auto text = [&](const std::string& last) {
    return "securitygroup web {\n  inbound {\n" + hosts + last + "    allow tcp 80 from any4 to 10.0.0.0/26\n  }\n}\n";
  };
  const auto partial = [](const driver::Compilation& run) {
    std::string said;
    for (const Diagnostic& finding : run.sink.all()) {
      if (finding.code == kind::PartialShadowing.code) said += finding.message + "\n";
    }
    return said;
  };
  EXPECT_EQ(partial(driver::compiled(text(""))), "");
  EXPECT_NE(partial(driver::compiled(text("    deny tcp 80 from any4 to 10.0.0.63\n"))).find("52 %"), std::string::npos);
}

TEST(Shares, OfServicesAreWhatTheSetsSay) {
  RestOfServices rest;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    space::SmallWorld world(seed);
    const ServiceSet all = world.random_services();
    const ServiceSet takers[] = {world.random_services(), world.random_services(), world.random_services()};
    for (const Family family : kFamilies) {
      rest.begin(family, space::rects_of(family, all));
      ServiceSet left = all;
      for (const ServiceSet& taker : takers) {
        EXPECT_EQ(rest.take(space::rects_of(family, taker)), count_services(intersect(left, taker), family)) << seed;
        left = subtract(left, taker);
      }
    }
  }
}

}  // namespace
}  // namespace sgc::checks
