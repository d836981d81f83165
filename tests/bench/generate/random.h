// Random numbers that are the same on every machine: the standard's engines are, its distributions are not.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>

namespace sgc::generate {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  // From 0 to before `bound`.
  std::uint32_t below(std::uint64_t bound) { return static_cast<std::uint32_t>(engine_() % bound); }
  std::uint32_t between(std::uint32_t first, std::uint32_t last) { return first + below(last - first + 1ULL); }
  bool percent(unsigned share) { return below(100) < share; }

  // From 0 to before `bound`, small numbers far more often than large ones: log-uniform.
  std::uint32_t skewed(std::uint32_t bound) {
    const double unit = static_cast<double>(engine_() >> 11U) * 0x1p-53;
    const double value = std::pow(static_cast<double>(bound), unit) - 1;
    return std::min(bound - 1, static_cast<std::uint32_t>(value));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace sgc::generate
