/* Prints sizes, offsets and requests of linux/videodev2.h, one "name value" a line. */
#include <linux/videodev2.h>
#include <stddef.h>
#include <stdio.h>

#define SIZE(type) printf("sizeof " #type " %zu\n", sizeof(struct type))
#define AT(type, field) printf("offset " #type "." #field " %zu\n", offsetof(struct type, field))
#define VALUE(name) printf("value " #name " %lu\n", (unsigned long)(name))

int main(void)
{
    SIZE(v4l2_capability);
    AT(v4l2_capability, capabilities);
    AT(v4l2_capability, device_caps);
    SIZE(v4l2_fmtdesc);
    AT(v4l2_fmtdesc, pixelformat);
    SIZE(v4l2_format);
    AT(v4l2_format, fmt.pix.width);
    AT(v4l2_format, fmt.pix.height);
    AT(v4l2_format, fmt.pix.pixelformat);
    AT(v4l2_format, fmt.pix.bytesperline);
    AT(v4l2_format, fmt.pix.sizeimage);
    SIZE(v4l2_requestbuffers);
    AT(v4l2_requestbuffers, memory);
    SIZE(v4l2_buffer);
    AT(v4l2_buffer, bytesused);
    AT(v4l2_buffer, flags);
    AT(v4l2_buffer, timestamp.tv_sec);
    AT(v4l2_buffer, timestamp.tv_usec);
    AT(v4l2_buffer, sequence);
    AT(v4l2_buffer, memory);
    AT(v4l2_buffer, m.offset);
    AT(v4l2_buffer, length);
    SIZE(v4l2_streamparm);
    AT(v4l2_streamparm, parm.capture.timeperframe.numerator);
    AT(v4l2_streamparm, parm.capture.timeperframe.denominator);
    VALUE(VIDIOC_QUERYCAP);
    VALUE(VIDIOC_ENUM_FMT);
    VALUE(VIDIOC_S_FMT);
    VALUE(VIDIOC_REQBUFS);
    VALUE(VIDIOC_QUERYBUF);
    VALUE(VIDIOC_QBUF);
    VALUE(VIDIOC_DQBUF);
    VALUE(VIDIOC_STREAMON);
    VALUE(VIDIOC_STREAMOFF);
    VALUE(VIDIOC_S_PARM);
    VALUE(V4L2_BUF_TYPE_VIDEO_CAPTURE);
    VALUE(V4L2_MEMORY_MMAP);
    VALUE(V4L2_CAP_VIDEO_CAPTURE);
    VALUE(V4L2_CAP_STREAMING);
    VALUE(V4L2_CAP_DEVICE_CAPS);
    VALUE(V4L2_PIX_FMT_YUYV);
    VALUE(V4L2_PIX_FMT_MJPEG);
    VALUE(V4L2_BUF_FLAG_ERROR);
    VALUE(V4L2_BUF_FLAG_TIMESTAMP_MASK);
    VALUE(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC);
    return 0;
}
