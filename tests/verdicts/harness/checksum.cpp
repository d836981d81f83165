#include "tests/verdicts/harness/checksum.h"

#include <array>

namespace sgc::verdicts {
namespace {

constexpr std::uint32_t kCastagnoli = 0x82F63B78;  // the polynomial, bits reversed
constexpr std::uint32_t kLow16 = 0xFFFF;

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? kCastagnoli : 0U);
    table[byte] = value;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kCrcTable = crc_table();

}  // namespace

std::uint32_t partial_sum(std::span<const std::uint8_t> bytes, std::uint32_t initial) {
  std::uint32_t sum = initial;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint32_t byte = bytes[i];
    sum += i % 2 == 0 ? byte << 8U : byte;
  }
  return sum;
}

std::uint16_t internet_checksum(std::span<const std::uint8_t> bytes, std::uint32_t initial) {
  std::uint32_t sum = partial_sum(bytes, initial);
  while (sum > kLow16) sum = (sum & kLow16) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

std::uint32_t crc32c(std::span<const std::uint8_t> bytes) {
  std::uint32_t crc = ~0U;
  for (const std::uint8_t byte : bytes) crc = kCrcTable[(crc ^ byte) & 0xFFU] ^ (crc >> 8U);
  return ~crc;
}

}  // namespace sgc::verdicts
