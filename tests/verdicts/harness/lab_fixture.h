// One laboratory for all tests of a suite, cleared before each; the suite is skipped where none can be had.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "tests/verdicts/harness/lab.h"

namespace sgc::verdicts {

class LabTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    unavailable_ = Lab::unavailable();
    if (!unavailable_) lab_ = std::make_unique<Lab>();
  }
  static void TearDownTestSuite() { lab_.reset(); }

  void SetUp() override {
    if (unavailable_) GTEST_SKIP() << *unavailable_;
    lab_->clear();
  }

  static Lab& lab() { return *lab_; }

 private:
  static inline std::unique_ptr<Lab> lab_;
  static inline std::optional<std::string> unavailable_;
};

}  // namespace sgc::verdicts
