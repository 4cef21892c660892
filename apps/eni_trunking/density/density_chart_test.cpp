#include "eni_trunking/density/density_chart.h"

#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace eni::command {
namespace {

DensityChart two_types() {
  return {"Title & more", "subtitle", {{"c5.large", 2, 10}, {"c8gn.metal-24xl", 23, std::nullopt}}};
}

/// The widths of the bars of a kind, the legend's left out.
std::vector<int> widths_of(const pugi::xml_document& image, const char* kind) {
  std::vector<int> widths;
  for (const pugi::xpath_node& bar : image.select_nodes("//g/rect"))
    if (std::string_view(bar.node().attribute("class").value()) == kind)
      widths.push_back(bar.node().attribute("width").as_int());
  return widths;
}

TEST(DensityChart, IsAnImageWhoseBarsAreInProportion) {
  pugi::xml_document image;
  ASSERT_TRUE(image.load_string(draw_svg(two_types()).c_str()));
  EXPECT_STREQ(image.document_element().name(), "svg");
  const auto off = widths_of(image, "off");
  ASSERT_EQ(off.size(), 2u);
  EXPECT_NEAR(off[1], off[0] * 23 / 2, 12);
  EXPECT_EQ(widths_of(image, "on").size(), 1u) << "what is not known has no bar";
  EXPECT_STREQ(image.select_node("//g/title").node().text().get(), "c5.large: 2 without trunking, 10 with");
}

TEST(DensityChart, FollowsTheReadersLightOrDark) {
  EXPECT_NE(draw_svg(two_types()).find("prefers-color-scheme: dark"), std::string::npos);
  EXPECT_NE(write_html(two_types(), "").find("color-scheme: light dark"), std::string::npos);
}

TEST(DensityChart, OfNothingAndOfZeroIsAnImage) {
  pugi::xml_document image;
  EXPECT_TRUE(image.load_string(draw_svg({"t", "", {}}).c_str()));
  EXPECT_TRUE(image.load_string(draw_svg({"t", "", {{"x", 0, 0}}}).c_str()));
}

TEST(DensityChart, ThePageHasTheImageTheTableAndTheNotes) {
  const std::string page = write_html(two_types(), "a < b");
  EXPECT_NE(page.find("<title>Title &amp; more</title>"), std::string::npos);
  EXPECT_NE(page.find("<svg "), std::string::npos);
  EXPECT_NE(page.find("<th scope=\"row\">c5.large</th><td>2</td><td>10</td>"), std::string::npos);
  EXPECT_NE(page.find("<td>23</td><td>?</td>"), std::string::npos);
  EXPECT_NE(page.find("a &lt; b"), std::string::npos);
}

}  // namespace
}  // namespace eni::command
