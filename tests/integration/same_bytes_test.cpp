// The same inputs give the same bytes: from any folder, with any number of jobs, in one run or in shares.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "targets/target.h"
#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;

std::string all_targets() {
  std::string names;
  for (const targets::Target* target : targets::registry()) {
    names += (names.empty() ? "" : ",") + std::string(target->spec.name);
  }
  return names;
}

class SameBytes : public testing::Test {
 protected:
  SameBytes() {
    work_.put("site/feeds/drop.netset", "203.0.113.0/24\n2001:db8:bad::/48\n");
    work_.put("site/common.sg",
              "group office { 198.51.100.0/24 }\ngroup drop { file \"feeds/drop.netset\" }\n");
    work_.put("site/policy.sg", "include \"common.sg\"\n" + many_points(40) +
                                    "securitygroup web { members 10.99.1.0/24 inbound { deny all from drop "
                                    "allow ssh from office } }\n");
  }
  Workplace work_;
};

TEST_F(SameBytes, FromAnyFolder) {
  ASSERT_EQ(work_.shell("sgc compile site/policy.sg -t nftables,xdp -o one").status, 0);
  ASSERT_EQ(work_.shell("cd site && sgc compile policy.sg -t nftables,xdp -o ../two").status, 0);
  ASSERT_EQ(work_
                .shell("cd / && sgc compile " + (work_ / "site/policy.sg") + " -t nftables,xdp -o " +
                       (work_ / "three"))
                .status,
            0);
  ASSERT_EQ(work_
                .shell("cp -r site elsewhere && sgc compile ./elsewhere/../elsewhere/policy.sg -t "
                       "nftables,xdp -o four")
                .status,
            0);
  EXPECT_EQ(work_.tree("one"), work_.tree("two"));
  EXPECT_EQ(work_.tree("one"), work_.tree("three"));
  EXPECT_EQ(work_.tree("one"), work_.tree("four"));
}

TEST_F(SameBytes, WithAnyNumberOfJobs) {
  for (const char* const jobs : {"1", "2", "7"}) {
    ASSERT_EQ(
        work_
            .shell(fmt::format("sgc compile site/policy.sg -t nftables,xdp -o out{0} -j {0} 2> err{0}", jobs))
            .status,
        0);
    EXPECT_EQ(work_.tree(std::string("out") + jobs), work_.tree("out1"));
    EXPECT_EQ(work_.read(std::string("err") + jobs), work_.read("err1"));
  }
}

TEST_F(SameBytes, InEveryRun) {
  for (int i = 0; i < 3; ++i) {
    work_.shell(
        fmt::format("sgc compile site/policy.sg -t {} -o out{} --format json > json{}", all_targets(), i, i));
    EXPECT_EQ(work_.tree(fmt::format("out{}", i)), work_.tree("out0"));
    EXPECT_EQ(work_.read(fmt::format("json{}", i)), work_.read("json0"));
  }
}

TEST_F(SameBytes, InSharesThatAreJoined) {
  constexpr int kPoints = 2000;
  constexpr int kShares = 8;
  work_.put("fleet.sg", many_points(kPoints));
  ASSERT_EQ(work_.shell("sgc compile fleet.sg -t nftables,xdp -o whole -q").status, 0);

  std::map<std::string, std::string> together;
  std::string parts;
  std::size_t largest = 0;
  for (int i = 1; i <= kShares; ++i) {
    ASSERT_EQ(work_
                  .shell(fmt::format("sgc compile fleet.sg -t nftables,xdp -o part{0} --shard {0}/{1} -q", i,
                                     kShares))
                  .status,
              0);
    auto tree = work_.tree(fmt::format("part{}", i));
    tree.erase("manifest.json");
    largest = std::max(largest, tree.size());
    for (auto& [path, bytes] : tree)
      EXPECT_TRUE(together.emplace(path, std::move(bytes)).second) << path << " is in two shares";
    parts += fmt::format(" part{}/manifest.json", i);
  }
  EXPECT_LE(largest, 2 * static_cast<std::size_t>(kPoints) / kShares + 2) << "the shares are unequal";

  const ProgramResult merged = work_.shell("sgc merge-manifest" + parts);
  EXPECT_EQ(merged.status, 0) << merged.err;
  together["manifest.json"] = merged.out;
  EXPECT_EQ(together, work_.tree("whole"));

  const std::string from_stream = parts.substr(0, parts.rfind(' ')) + fmt::format(" - < part{}/manifest.json", kShares);
  EXPECT_EQ(work_.shell("sgc merge-manifest" + from_stream).out, merged.out);

  const ProgramResult lacking = work_.shell("sgc merge-manifest" + parts.substr(0, parts.rfind(' ')));
  EXPECT_EQ(lacking.status, 1);
  EXPECT_THAT(lacking.err, HasSubstr("1 of 8 parts are missing: 8"));
}

TEST_F(SameBytes, InSharesThatAreWrittenToOneFolder) {
  ASSERT_EQ(work_.shell("sgc compile site/policy.sg -t nftables -o whole -q").status, 0);
  for (const int i : {3, 1, 2})
    ASSERT_EQ(
        work_.shell(fmt::format("sgc compile site/policy.sg -t nftables -o out --shard {}/3 -q", i)).status,
        0);
  EXPECT_EQ(work_.tree("out"), work_.tree("whole"));
}

TEST_F(SameBytes, SharesOfTwoDaysAreNotJoined) {
  work_.put("dated.sg", "securitygroup a { inbound { allow tcp 1 from any expires 2026-06-30 } }\n"
                        "securitygroup b { inbound { allow tcp 2 from any expires 2026-06-30 } }\n");
  const auto compiled = [&](std::string_view share, std::string_view day, std::string_view into) {
    return work_.shell(fmt::format("sgc compile dated.sg -t nftables -q --shard {} --today {} -o {}", share, day, into)).status;
  };
  ASSERT_EQ(compiled("1/2", "2026-06-30", "before"), 0);
  ASSERT_EQ(compiled("2/2", "2026-06-29", "same"), 0);
  ASSERT_EQ(compiled("2/2", "2026-07-01", "after"), 0);
  EXPECT_EQ(work_.shell("sgc merge-manifest before/manifest.json same/manifest.json").status, 0);

  const ProgramResult mixed = work_.shell("sgc merge-manifest before/manifest.json after/manifest.json");
  EXPECT_EQ(mixed.status, 1);
  EXPECT_THAT(mixed.err, HasSubstr("dated.sg:1:29 has expired for one"));
}

TEST_F(SameBytes, OfOnePointAsOfAll) {
  ASSERT_EQ(work_.shell("sgc compile site/policy.sg -t nftables,xdp -o all -q").status, 0);
  ASSERT_EQ(
      work_.shell("sgc compile site/policy.sg -t nftables,xdp -o some --point web --point p3 -q").status, 0);
  const auto all = work_.tree("all");
  auto some = work_.tree("some");
  some.erase("manifest.json");
  EXPECT_EQ(some.size(), 4U);
  for (const auto& [path, bytes] : some) EXPECT_EQ(all.at(path), bytes) << path;
}

}  // namespace
}  // namespace sgc
