// An open file of the system, closed at the end of its scope; and what errno means, in the voice of the
// house.
#pragma once

#include <string>
#include <utility>

namespace sgc {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, kNone)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  bool open() const { return number_ != kNone; }
  int number() const { return number_; }

  // Closes it now. Returns 0, or the errno with which the system did so: the last word on what was written.
  int close();

 private:
  static constexpr int kNone = -1;
  int number_ = kNone;
};

// open(2) with O_CLOEXEC, repeated when a signal interrupts it. Not open() when it fails; errno says why.
Descriptor open_file(const std::string& path, int flags, unsigned mode = 0);

// "permission denied".
std::string errno_text(int error);

// What a library says, "Data corruption detected", as the house says it: "data corruption detected".
std::string in_lower_case(std::string sentence);

}  // namespace sgc
