#include "compiler/net/coverage.h"

#include <gtest/gtest.h>

#include "compiler/net/feed_reader.h"

namespace sgc {
namespace {

Coverage of(std::string_view feed) { return coverage_of(read_feed(feed).addresses); }

TEST(Coverage, CountsWhatOverlapsOnce) {
  const Coverage coverage = of("10.0.0.0/25\n10.0.0.128/25\n10.0.0.7\n192.0.2.1-192.0.2.3\n");
  EXPECT_EQ(coverage.addresses_v4, 256U + 3U);
  EXPECT_EQ(coverage.prefixes_v4, 1U + 2U);
  EXPECT_EQ(coverage.prefixes_v6, 0U);
  EXPECT_EQ(coverage.addresses_v6, "0");
}

TEST(Coverage, IsExactWhereNoNumberTypeIs) {
  EXPECT_EQ(of("2001:db8::/32\n2001:db8::1\n").addresses_v6, "79228162514264337593543950336");
  EXPECT_EQ(of("::/0\n").addresses_v6, "340282366920938463463374607431768211456");
  EXPECT_EQ(of("::/0\n").prefixes_v6, 1U);
  EXPECT_EQ(of("0.0.0.0/0\n").addresses_v4, 4294967296U);
  EXPECT_EQ(of("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff\n").addresses_v6, "340282366920938463463374607431768211455");
}

}  // namespace
}  // namespace sgc
