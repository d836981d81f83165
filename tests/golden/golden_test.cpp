// Registers a test for each folder below cases/.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/golden/golden_case.h"

namespace sgc {
namespace {

class Golden : public testing::Test {
 public:
  explicit Golden(GoldenCase golden) : golden_(std::move(golden)) {}

  void TestBody() override {
    if (const auto why = golden_.why_not_run()) GTEST_SKIP() << *why;
    const bool update = std::getenv("SGC_UPDATE_GOLDENS") != nullptr;
    std::string name = golden_.name(golden_root());
    std::replace(name.begin(), name.end(), '-', '?');  // to a filter a hyphen begins what is left out
    for (const std::string& difference : golden_.differences(update)) {
      ADD_FAILURE() << difference << "\n  if that is meant: SGC_UPDATE_GOLDENS=1 " << SGC_BINARY_DIR
                    << "/tests/golden/sgc_golden_tests --gtest_filter=Golden." << name;
    }
  }

 private:
  GoldenCase golden_;
};

const bool kRegistered = [] {
  for (const GoldenCase& golden : GoldenCase::all(golden_root())) {
    testing::RegisterTest("Golden", golden.name(golden_root()).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [golden]() -> testing::Test* { return new Golden(golden); });
  }
  return true;
}();

TEST(GoldenCases, AreThere) {
  EXPECT_TRUE(kRegistered);
}

}  // namespace
}  // namespace sgc
