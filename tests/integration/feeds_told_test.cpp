// What users are told of the feeds that were read: lines, prefixes, addresses covered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::ContainsRegex;
using ::testing::Not;

class FeedsTold : public testing::Test {
 protected:
  FeedsTold() {
    work_.put("drop.netset", "# 5 lines\n198.51.100.0/25\n198.51.100.128/25 \n198.51.100.7\n2001:db8::/126\n192.0.2.0/23\n");
    work_.put("policy.sg", "blacklist threats { deny file \"drop.netset\" }\n" + kWeb);
  }
  Workplace work_;
};

TEST_F(FeedsTold, ByVerboseRuns) {
  const char* const line = "drop.netset +5 +3 +768 +4\n";
  const auto check = work_.sgc({"check", "policy.sg", "-v"});
  EXPECT_EQ(check.status, 0) << check.err;
  EXPECT_THAT(check.err, ContainsRegex(line));
  EXPECT_THAT(work_.sgc({"compile", "policy.sg", "-t", "nftables", "-o", "out", "-v"}).err, ContainsRegex(line));
  EXPECT_THAT(work_.sgc({"check", "policy.sg"}).err, Not(ContainsRegex(line)));
}

TEST_F(FeedsTold, ByTheIr) {
  const auto run = work_.sgc({"compile", "policy.sg", "--emit", "ir"});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto feed = nlohmann::json::parse(run.out).at("feeds").at(0);
  EXPECT_EQ(feed.at("file"), "drop.netset");
  EXPECT_EQ(feed.at("entries"), 5);
  EXPECT_EQ(feed.at("prefixes").at("ipv4"), 2);
  EXPECT_EQ(feed.at("prefixes").at("ipv6"), 1);
  EXPECT_EQ(feed.at("covers").at("ipv4"), 768);
  EXPECT_EQ(feed.at("covers").at("ipv6"), "4");
}

}  // namespace
}  // namespace sgc
