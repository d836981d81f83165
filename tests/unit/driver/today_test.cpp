// Which day it is: the option, the epoch of reproducible builds, the clock.
#include "compiler/driver/today.h"

#include <gtest/gtest.h>

namespace sgc::driver {
namespace {

World world_with(std::optional<std::string> epoch) {
  World world;
  world.variable = [epoch](const char* name) {
    return std::string(name) == "SOURCE_DATE_EPOCH" ? epoch : std::nullopt;
  };
  world.seconds_since_1970 = [] { return std::int64_t{86'400} * 20'000 + 5; };
  return world;
}

TEST(Today, IsTheOptionBeforeTheEpochBeforeTheClock) {
  EXPECT_EQ(today(7, world_with("86400")), 7);
  EXPECT_EQ(today(std::nullopt, world_with("86400")), 1);
  EXPECT_EQ(today(std::nullopt, world_with("172799")), 1);
  EXPECT_EQ(today(std::nullopt, world_with(std::nullopt)), 20'000);
}

TEST(Today, IsNotGuessedFromAnEpochThatIsNoNumber) {
  for (const char* const epoch : {"yesterday", "-5", "1e9", "99999999999999999999"}) {
    EXPECT_FALSE(today(std::nullopt, world_with(epoch))) << epoch;
  }
}

TEST(Today, DaysExist) {
  EXPECT_EQ(parse_day("1970-01-01"), 0);
  EXPECT_EQ(parse_day("2024-02-29"), 19'782);
  for (const char* const day :
       {"2023-02-29", "2023-13-01", "2023-00-10", "2023-1-10", "20230110", "2023/01/10", ""}) {
    EXPECT_FALSE(parse_day(day)) << day;
  }
}

}  // namespace
}  // namespace sgc::driver
