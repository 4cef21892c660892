#include "placement/ranking.h"

#include "base/text.h"

namespace eni::placement {
namespace {

constexpr std::string_view kAttributePrefix = "attribute:";

bool is_instance(std::string_view field) { return iequals(field, "instanceId") || iequals(field, "host"); }

}  // namespace

std::optional<std::string> why_invalid(const Strategy& strategy) {
  const std::string& field = strategy.field;
  switch (strategy.type) {
    case StrategyType::kRandom:
      return std::nullopt;
    case StrategyType::kSpread:
      if (is_instance(field)) return std::nullopt;
      if (field.starts_with(kAttributePrefix) && field.size() > kAttributePrefix.size()) return std::nullopt;
      return "spread takes instanceId, host or attribute:NAME, not '" + field + "'";
    case StrategyType::kBinpack:
      if (iequals(field, "cpu") || iequals(field, "memory")) return std::nullopt;
      return "binpack takes cpu or memory, not '" + field + "'";
  }
  return std::nullopt;
}

std::vector<Strategy> default_service_strategies() {
  return {{StrategyType::kSpread, "attribute:ecs.availability-zone"}, {StrategyType::kSpread, "instanceId"}};
}

Ranking::Ranking(Index& index, std::optional<GroupId> group, std::span<const Strategy> strategies)
    : index_{index}, group_{group} {
  for (const Strategy& strategy : strategies) {
    if (size_ == kMaxStrategies || strategy.type == StrategyType::kRandom) break;
    Criterion& criterion = criteria_[size_++];
    if (strategy.type == StrategyType::kBinpack) {
      criterion.kind = iequals(strategy.field, "cpu") ? Kind::kCpu : Kind::kMemory;
      if (!axis_) axis_ = criterion.kind == Kind::kCpu ? Axis::kCpu : Axis::kMemory;
    } else if (is_instance(strategy.field)) {
      criterion.kind = Kind::kInstance;
      asks_for_instance_ = true;
    } else {
      const std::string_view name = strategy.field;
      criterion = {
          Kind::kField,
          index.field(name.substr(name.starts_with(kAttributePrefix) ? kAttributePrefix.size() : 0))};
      if (leading_fields_ + 1 == size_) leading_fields_ = size_;
      has_later_fields_ = leading_fields_ < size_;
    }
  }
}

Score Ranking::of_class(ClassId attributes) const {
  Score score{};
  for (std::size_t i = 0; i < size_; ++i) {
    if (criteria_[i].kind != Kind::kField || !group_) continue;
    score[i] =
        index_.tasks_by_value(*group_, criteria_[i].field, index_.value(criteria_[i].field, attributes));
  }
  return score;
}

Score Ranking::bound(const Score& of_class, const Resources& demand, std::int32_t along) const {
  Score score = of_class;
  Resources min = demand;
  (axis_ == Axis::kCpu ? min.cpu_units : min.memory_mib) = along;
  add_host(score, min, 0);
  return score;
}

void Ranking::add_host(Score& score, const Resources& left, std::uint32_t tasks) const {
  for (std::size_t i = 0; i < size_; ++i) {
    switch (criteria_[i].kind) {
      case Kind::kField:
        break;
      case Kind::kInstance:
        score[i] = tasks;
        break;
      case Kind::kCpu:
        score[i] = left.cpu_units;
        break;
      case Kind::kMemory:
        score[i] = left.memory_mib;
        break;
    }
  }
}

}  // namespace eni::placement
