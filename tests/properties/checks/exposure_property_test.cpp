// Exposure (SGC3020 to 3022) against looking at every cell: who can reach which port is counted in blocks of addresses,
// however their rules spell it.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

#include "compiler/checks/check_options.h"
#include "compiler/checks/exposure/public_addresses.h"
#include "compiler/diag/catalog.h"
#include "tests/night.h"
#include "tests/unit/driver/compiled.h"

namespace sgc::checks {
namespace {

constexpr std::size_t kBlocks = 16;  // of /4, the whole of IPv4
constexpr std::size_t kMembers = 2;

// What a packet can be here: ssh, the rest of 20-30, redis, https, or anything else.
enum Port : unsigned { Ssh, NearSsh, Redis, Https, Other, kPorts };
struct Service {
  std::string_view text;
  unsigned ports;
};
constexpr unsigned kEverything = (1U << kPorts) - 1;
constexpr Service kServices[] = {{"ssh", 1U << Ssh},
                                 {"tcp 20-30", 1U << Ssh | 1U << NearSsh},
                                 {"tcp 6379", 1U << Redis},
                                 {"https", 1U << Https},
                                 {"all", kEverything}};

struct Rule {
  bool allows = true;
  unsigned from = 0;  // blocks, a bit each
  unsigned to = 0;    // members
  const Service* service = nullptr;
};

class World {
 public:
  explicit World(std::uint64_t seed) : random_(seed) {
    classic = below(4) == 0;
    for (std::size_t i = 0, count = 1 + below(6); i < count; ++i) {
      rules.push_back({below(3) != 0, from(), 1 + below(3), &kServices[below(std::size(kServices))]});
    }
  }

  bool classic = false;
  std::vector<Rule> rules;

  std::string text() const {
    std::string text = classic ? "network old { cidr 10.0.0.0/8  kind classic }\n" : "";
    text += "securitygroup web {\n  members 10.0.0.1, 10.0.0.2\n";
    if (classic) text += "  network old\n";
    text += "  inbound {\n";
    for (const Rule& rule : rules) {
      text += fmt::format("    {} {} from {}{}\n", rule.allows ? "allow" : "deny", rule.service->text, blocks(rule.from),
                          rule.to == 3 ? "" : fmt::format(" to 10.0.0.{}", rule.to));
    }
    return text + "  }\n}\n";
  }

 private:
  // Mostly nearly everything, so that what is left out decides.
  unsigned from() {
    constexpr unsigned kAll = (1U << kBlocks) - 1;
    unsigned part = kAll;
    switch (below(4)) {
      case 0: break;
      case 1: part &= ~(1U << below(kBlocks)) & ~(1U << below(kBlocks)) & ~(1U << below(kBlocks)); break;
      case 2: part = below(2) == 0 ? 0xFFU : 0xFF00U; break;
      default: part = 1 + below(kAll); break;
    }
    return part;
  }

  static std::string blocks(unsigned part) {
    if (part == (1U << kBlocks) - 1) return "any4";
    std::string text;
    for (std::size_t block = 0; block < kBlocks; ++block) {
      if ((part >> block & 1U) != 0) text += fmt::format("{}{}.0.0.0/4", text.empty() ? "" : ", ", 16 * block);
    }
    return text;
  }

  std::uint32_t below(std::uint64_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  std::mt19937_64 random_;
};

double public_share_of(unsigned blocks) {
  double share = 0;
  for (std::uint32_t block = 0; block < kBlocks; ++block) {
    if ((blocks >> block & 1U) == 0) continue;
    share += public_share(AddressSet::from_ranges({{block << 28U, block << 28U | 0x0FFFFFFFU}}, {}), Family::V4);
  }
  return share;
}

// The blocks from which a packet gets in: by a rule that `may` let it in, and past the denies before that.
template <class May>
unsigned let_in(const World& world, unsigned ports, May may) {
  unsigned blocks = 0;
  for (unsigned block = 0; block < kBlocks; ++block) {
    for (unsigned member = 0; member < kMembers; ++member) {
      for (unsigned port = 0; port < kPorts; ++port) {
        if ((ports >> port & 1U) == 0) continue;
        for (const Rule& rule : world.rules) {
          if ((rule.from >> block & rule.to >> member & rule.service->ports >> port & 1U) == 0) continue;
          if (!rule.allows) break;
          if (may(rule)) blocks |= 1U << block;
        }
      }
    }
  }
  return blocks;
}

std::uint64_t seeds() { return at_night() ? 20'000 : 600; }

TEST(Exposure, IsWhatCountingTheBlocksSays) {
  std::array<std::size_t, 4> said{};
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const World world(seed);
    SCOPED_TRACE(world.text());
    // The other findings are not looked at, and a late deny would be an error.
    const driver::Compilation run = driver::compiled(world.text());
    std::string open;
    bool everything = false;
    std::set<std::uint32_t> intranet;
    for (const Diagnostic& finding : run.sink.all()) {
      ASSERT_GE(finding.code, 2000U) << finding.message;
      if (finding.code == kind::OpenToTheWorld.code) open += finding.message + "\n";
      everything |= finding.code == kind::AllowEverything.code;
      if (finding.code == kind::ClassicIntranetCidr.code) intranet.insert(run.sources.line(finding.where));
    }

    const auto any_rule = [](const Rule&) { return true; };
    const bool ssh = public_share_of(let_in(world, 1U << Ssh, any_rule)) >= kNearlyEverywhere;
    const bool redis = public_share_of(let_in(world, 1U << Redis, any_rule)) >= kNearlyEverywhere;
    const bool all = public_share_of(let_in(world, kEverything, [](const Rule& rule) {
                       return rule.service->ports == kEverything;
                     })) >= kNearlyEverywhere;
    // A rule for everything opens ports beside which ssh is one of many; these are told apart only without one.
    const bool few = std::none_of(world.rules.begin(), world.rules.end(),
                                  [](const Rule& rule) { return rule.service->ports == kEverything; });
    if (few) {
      ASSERT_EQ(open.find("ssh (tcp 22)") != std::string::npos, ssh) << open;
      ASSERT_EQ(open.find("redis (tcp 6379)") != std::string::npos, redis) << open;
    } else {
      ASSERT_TRUE(!open.empty() || (!ssh && !redis && !all));
    }
    ASSERT_EQ(everything, all);

    constexpr std::uint32_t kFirstRule = 6;  // the line of it, on a classic network
    for (std::size_t rule = 0; world.classic && rule < world.rules.size(); ++rule) {
      constexpr unsigned kPrivate = 1U << 0 | 1U << 10 | 1U << 12;  // blocks with 10/8, 172.16/12, 192.168/16
      const bool by_number = world.rules[rule].allows && (world.rules[rule].from & kPrivate) != 0;
      ASSERT_EQ(intranet.contains(kFirstRule + static_cast<std::uint32_t>(rule)), by_number) << "rule " << rule;
    }
    ASSERT_TRUE(world.classic || intranet.empty());

    said[0] += few && ssh ? 1 : 0;
    said[1] += few && redis ? 1 : 0;
    said[2] += all ? 1 : 0;
    said[3] += intranet.size();
  }
  for (const std::size_t times : said) EXPECT_GT(times, seeds() / 40);
}

}  // namespace
}  // namespace sgc::checks
