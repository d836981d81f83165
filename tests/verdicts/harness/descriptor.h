// A file descriptor that closes itself: sockets, namespaces and pipes of the harness end with what owns them.
#pragma once

#include <unistd.h>

#include <utility>

namespace sgc::verdicts {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, kClosed)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int get() const { return number_; }
  bool open() const { return number_ != kClosed; }
  void close() {
    if (open()) ::close(std::exchange(number_, kClosed));
  }

 private:
  static constexpr int kClosed = -1;
  int number_ = kClosed;
};

}  // namespace sgc::verdicts
