#include "targets/iptables/legend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sgc::iptables {
namespace {

using testing::ElementsAre;

TEST(IptablesLegend, OneCommentSaysAllLinesByTheirNumbers) {
  EXPECT_THAT(legend_of({{1, "policy.sg:7"}, {2, "policy.sg:9 office"}}), ElementsAre("1 policy.sg:7, 2 policy.sg:9 office"));
  EXPECT_THAT(legend_of({}), ElementsAre());
}

TEST(IptablesLegend, NeighboursOfOneRuleShareTheirWords) {
  EXPECT_THAT(legend_of({{1, "a"}, {2, "a"}, {3, "a"}, {4, "b"}, {6, "b"}}), ElementsAre("1-3 a, 4 b, 6 b"));
}

TEST(IptablesLegend, WhatFitsNoMoreBeginsAnotherComment) {
  const std::string half(125, 'x');
  const std::string other(125, 'y');
  EXPECT_THAT(legend_of({{1, half}, {2, other}}), ElementsAre("1 " + half, "2 " + other));
  const std::string less(124, 'y');
  EXPECT_THAT(legend_of({{1, half}, {2, less}}), ElementsAre("1 " + half + ", 2 " + less));
}

TEST(IptablesLegend, NothingIsCutThatACommentHolds) {
  const std::string longest(255, 'x');
  EXPECT_THAT(legend_of({{1, longest}, {2, "y"}}), ElementsAre(longest, "2 y"));
}

}  // namespace
}  // namespace sgc::iptables
