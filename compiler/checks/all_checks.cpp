#include "compiler/checks/all_checks.h"

namespace sgc::checks {
namespace {

constexpr Check kChecks[] = {
#define SGC_LIST_CHECK(function, name, sentence) {name, sentence, function, nullptr},
#define SGC_POLICY_CHECK(function, name, sentence) {name, sentence, nullptr, function},
#include "compiler/checks/all_checks.def"
#undef SGC_LIST_CHECK
#undef SGC_POLICY_CHECK
};

}  // namespace

std::span<const Check> all_checks() { return kChecks; }

}  // namespace sgc::checks
