// OpenCV's rectification as image_proc does it: maps in fixed point once, then remap of each frame.
#include <cstdint>
#include <opencv2/calib3d.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

static cv::Mat map_places, map_weights;

extern "C" void rectify_prepare(const double* k, const double* d, const double* r, const double* p, int width, int height)
{
    cv::setNumThreads(1);
    const cv::Mat intrinsics(3, 3, CV_64F, const_cast<double*>(k)), lens(1, 5, CV_64F, const_cast<double*>(d));
    const cv::Mat rotation(3, 3, CV_64F, const_cast<double*>(r)), projection(3, 4, CV_64F, const_cast<double*>(p));
    cv::initUndistortRectifyMap(intrinsics, lens, rotation, projection, cv::Size(width, height), CV_16SC2, map_places, map_weights);
}

extern "C" void rectify(const uint8_t* source, uint8_t* target, int width, int height)
{
    const cv::Mat from(height, width, CV_8UC3, const_cast<uint8_t*>(source));
    cv::Mat to(height, width, CV_8UC3, target);
    cv::remap(from, to, map_places, map_weights, cv::INTER_LINEAR);
}
