#include "sandbox/gateway/tag_text.h"

#include <algorithm>

#include "base/code_points.h"

namespace eni::sandbox {
namespace {

CodePointSet refused() {
  CodePointSet set;
  set.add(0x00, 0x1F);
  set.add(0x21, 0x2A);
  set.add(',');
  set.add(0x3B, 0x3C);
  set.add(0x3E, 0x3F);
  set.add(0x5B, 0x5E);
  set.add('`');
  set.add(0x7B, 0x9F);
  // Latin-1: signs, but neither its letters (ª µ º) nor its digits (² ³ ¹ ¼ ½ ¾).
  set.add(0xA1, 0xA9);
  set.add(0xAB, 0xB1);
  set.add(0xB4);
  set.add(0xB6, 0xB8);
  set.add(0xBB);
  set.add(0xBF);
  set.add(0xD7);
  set.add(0xF7);
  // Punctuation, currencies, arrows, operators, shapes; then those of Asian scripts, private use, and what is no character.
  set.add(0x200B, 0x2027);
  set.add(0x202A, 0x202E);
  set.add(0x2030, 0x205E);
  set.add(0x2060, 0x206F);
  set.add(0x20A0, 0x20CF);
  set.add(0x2190, 0x245F);
  set.add(0x2500, 0x2775);
  set.add(0x2794, 0x2BFF);
  set.add(0x3001, 0x3004);
  set.add(0x3008, 0x3020);
  set.add(0xD800, 0xF8FF);
  set.add(0xFF01, 0xFF0F);
  set.add(0xFFF0, 0xFFFF);
  set.add(0x1F000, 0x1FAFF);
  return set;
}

}  // namespace

bool is_tag_text(std::string_view text) {
  static const CodePointSet kRefused = refused();
  const std::u32string points = code_points(text);
  return std::none_of(points.begin(), points.end(), [](char32_t c) { return kRefused.contains(c); });
}

void check_tags(const std::vector<json::object>& tags, ConstraintChecker& checker, const TextConstraint& key,
                const TextConstraint& value) {
  for (std::size_t at = 0; at < tags.size(); ++at) {
    const std::string member = "tags." + std::to_string(at + 1) + ".member.";
    checker.check_text(member + "key", given_text(tags[at], "Key").value_or(""), key);
    checker.check_text(member + "value", given_text(tags[at], "Value").value_or(""), value);
  }
}

}  // namespace eni::sandbox
