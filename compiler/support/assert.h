// SGC_ASSERT states what must be true if sgc itself is right. It is never used for what a user wrote: that goes
// to the diagnostics. A failed one ends the run with exit status 70 and nothing written.
#pragma once

#include <stdexcept>
#include <string>

namespace sgc {

// Thrown by SGC_ASSERT, caught in main alone.
class BugError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] inline void bug(const char* file, int line, const char* condition, const std::string& sentence) {
  throw BugError(std::string(file) + ":" + std::to_string(line) + ": " + sentence + " (" + condition + ")");
}

}  // namespace sgc

#define SGC_ASSERT(condition, sentence) \
  ((condition) ? static_cast<void>(0) : ::sgc::bug(__FILE__, __LINE__, #condition, sentence))
