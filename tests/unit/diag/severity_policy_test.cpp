// What -W can change, and what it cannot.
#include "compiler/diag/severity_policy.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog.h"

namespace sgc {
namespace {

TEST(SeverityPolicy, GivesAFindingTheWeightThatIsAskedFor) {
  SeverityPolicy policy;
  EXPECT_FALSE(policy.add("SGC3006=note"));
  EXPECT_EQ(policy.severity(kind::LateDeny.code, kind::LateDeny.severity), Severity::Note);
}

TEST(SeverityPolicy, DoesNotTurnDownAFailedAssertion) {
  EXPECT_TRUE(SeverityPolicy().add("SGC3040=off"));
}

TEST(SeverityPolicy, DoesNotTurnDownAnAssertionThatIsNotDecided) {
  for (const char* const asked : {"SGC3041=off", "SGC3041=note", "SGC3041=warning"}) {
    SeverityPolicy policy;
    EXPECT_FALSE(policy.add(asked)) << "what is said of lists may be turned off";
    EXPECT_EQ(policy.severity(kind::NotDecided.code, Severity::Error), Severity::Error) << asked;
    EXPECT_NE(policy.severity(kind::NotDecided.code, kind::NotDecided.severity), Severity::Error) << asked;
  }
}

}  // namespace
}  // namespace sgc
